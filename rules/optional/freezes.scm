;;; Freezes for a year of retail. Copy what you need into rules/: nothing in this folder is in force.
;;; A full freeze holds every change, emergencies too unless somebody named overrides it; a partial one holds all but the
;;; type of the highest risk.

;;; Full

(define-freeze holiday-season
  "Holiday season"
  (recurs "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=20") (for "17d") (kind full)
  (environment production) (calendar corporate) (override vp-engineering))

(define-freeze new-year
  "New Year"
  (recurs "FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1,2") (kind full)
  (calendar corporate) (override vp-engineering))

(define-freeze black-friday
  "Black Friday and Cyber Monday, from the Monday before Thanksgiving"
  (recurs "FREQ=YEARLY;BYMONTH=11;BYDAY=MO;BYMONTHDAY=19,20,21,22,23,24,25") (for "9d") (kind full)
  (calendar corporate) (override vp-engineering))

(define-freeze thanksgiving
  "Thanksgiving, from the Tuesday before it to the Sunday after"
  (recurs "FREQ=YEARLY;BYMONTH=11;BYDAY=TU;BYMONTHDAY=20,21,22,23,24,25,26") (for "6d") (kind full)
  (calendar corporate) (override vp-engineering))

(define-freeze independence-day
  "Independence Day"
  (recurs "FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=3,4,5,6") (kind full)
  (calendar corporate) (override vp-engineering))

(define-freeze memorial-day
  "Memorial Day, with the weekend before it"
  (recurs "FREQ=YEARLY;BYMONTH=5;BYDAY=FR;BYMONTHDAY=22,23,24,25,26,27,28") (for "4d") (kind full)
  (calendar corporate) (override vp-engineering))

(define-freeze labor-day
  "Labor Day"
  (recurs "FREQ=YEARLY;BYMONTH=9;BYDAY=1MO") (kind full)
  (calendar corporate) (override vp-engineering))

(define-freeze easter-2026
  "Easter, Good Friday to Monday"
  (from "2026-04-03") (to "2026-04-06") (kind full)
  (calendar corporate) (override vp-engineering))

(define-freeze easter-2027
  "Easter, Good Friday to Monday"
  (from "2027-03-26") (to "2027-03-29") (kind full)
  (calendar corporate) (override vp-engineering))

(define-freeze championship-game
  "Championship game"
  (recurs "FREQ=YEARLY;BYMONTH=2;BYDAY=2SU") (kind full)
  (calendar corporate) (override vp-engineering))

;;; Partial

(define-freeze before-cyber-monday
  "Weeks before Cyber Monday"
  (recurs "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=1") (for "32d") (kind partial) (calendar corporate))

(define-freeze quarter-end
  "Quarter end: only what is urgent"
  (recurs "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-7,-6,-5,-4,-3,-2,-1") (kind partial) (calendar corporate))

(define-freeze prime-day
  "Prime Day"
  (recurs "FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=15,16") (kind partial) (calendar corporate))

(define-freeze valentines-day
  "Valentine's Day"
  (recurs "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=14") (kind partial) (calendar corporate))

(define-freeze saint-patricks-day
  "Saint Patrick's Day"
  (recurs "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=17") (kind partial) (calendar corporate))

(define-freeze cinco-de-mayo
  "Cinco de Mayo"
  (recurs "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=5") (kind partial) (calendar corporate))

(define-freeze juneteenth
  "Juneteenth"
  (recurs "FREQ=YEARLY;BYMONTH=6;BYMONTHDAY=19") (kind partial) (calendar corporate))

(define-freeze halloween
  "Halloween"
  (recurs "FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=31") (kind partial) (calendar corporate))

(define-freeze veterans-day
  "Veterans Day"
  (recurs "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=11") (kind partial) (calendar corporate))

(define-freeze martin-luther-king-day
  "Martin Luther King Day"
  (recurs "FREQ=YEARLY;BYMONTH=1;BYDAY=3MO") (kind partial) (calendar corporate))

(define-freeze presidents-day
  "Presidents' Day"
  (recurs "FREQ=YEARLY;BYMONTH=2;BYDAY=3MO") (kind partial) (calendar corporate))

(define-freeze columbus-day
  "Columbus Day"
  (recurs "FREQ=YEARLY;BYMONTH=10;BYDAY=2MO") (kind partial) (calendar corporate))
