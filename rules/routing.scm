;;; Who decides, by score, type and priority: `(routing SCORE TYPE PRIORITY)`.

(define-decision-table routing
  "The people whom a change of this risk needs. A critical one is never decided by one person alone."
  (hit first)
  (columns (risk number) (type symbol) (priority symbol) => (approvers list))
  (_             emergency _        => (emergency-team))
  ((< 30)        _         _        => ())
  ((range 30 49) _         critical => (tech-lead change-manager))
  ((range 30 49) _         _        => (tech-lead))
  ((range 50 70) _         _        => (tech-lead ,(owner-of-most-critical change-manager)))
  ((> 70)        _         _        => (change-advisory-board)))
