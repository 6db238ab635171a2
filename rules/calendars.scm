;;; When the company works. Business hours advise, and `(business "4h")` counts them; they forbid nothing.

(define-calendar corporate
  "Head office."
  (time-zone "America/New_York")
  (business-hours (mon tue wed thu fri) "09:00" "17:00")
  (holiday "2026-01-01" "New Year's Day")
  (holiday "2026-07-03" "Independence Day, observed")
  (holiday "2026-11-26" "Thanksgiving Day")
  (holiday "2026-12-25" "Christmas Day")
  (holiday "2027-01-01" "New Year's Day")
  (holiday "2027-07-05" "Independence Day, observed")
  (holiday "2027-11-25" "Thanksgiving Day")
  (holiday "2027-12-24" "Christmas Day, observed"))
