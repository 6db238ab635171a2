;;; Windows in which the systems that they cover may be changed. Copy what you need into rules/: nothing in this folder is
;;; in force. A system that no window covers may be changed at any time outside freezes, and so may an emergency on any
;;; system: a window that names no types is for all but the type of the highest risk.

(define-window tuesday-release
  "Tuesday afternoon, when everybody is there"
  (recurs "FREQ=WEEKLY;BYDAY=TU") (at "14:00") (for "2h") (calendar corporate)
  (systems payment-api checkout billing))

(define-window weekday-maintenance
  "Early Tuesday and Thursday"
  (recurs "FREQ=WEEKLY;BYDAY=TU,TH") (at "02:00") (for "4h") (calendar corporate)
  (systems web-shop))

(define-window sunday-maintenance
  "The long one, in the night to Sunday"
  (recurs "FREQ=WEEKLY;BYDAY=SU") (at "00:00") (for "4h") (calendar corporate)
  (systems auth-service ledger))
