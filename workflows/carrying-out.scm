;;; What standard, normal and emergency changes have in common once nobody needs to be asked any more: the approval that
;;; the score gives, their turn, and the work itself.

;; Approved by its score alone. Nobody is asked, and it binds all the same: an edit of what was scored takes it back, so
;; that the change is scored again, and is refused once the work has begun.
(define (approve-by-score)
  (require-approval by-score (by change-manager) (only-if #f)))

;; A change's turn has come when what it depends on is done, its planned start has come, and no freeze holds it.
(define (await-turn)
  (settle-dependencies)
  (await-planned-start)
  (await-window))

;; When one of them failed, somebody must say whether this change still makes sense without it.
(define (settle-dependencies)
  (guard (failed ((and (error-object? failed) (eq? (condition-kind failed) 'dependency-failed))
                  (require-approval go-on-alone (by change-manager) (due "1d") (within "30d")
                    (message (error-object-message failed)))))
    (await-dependencies)))

;; Whoever moves the planned start says `reschedule`, so that the new one is waited for.
(define (await-planned-start)
  (when (field? 'planned-start)
    (race ((wait-until (field 'planned-start)))
          ((await-signal reschedule (by (author) change-manager)) (await-planned-start)))))

;; Answers how the work went. It may be rolled back, or given up, at any moment until it is done.
(define (carry-out)
  (race ((task implement (by implementer) (instructions (field 'implementation-plan #f))) 'successful)
        ((await-signal roll-back (by implementer change-manager)) 'rolled-back)
        ((await-signal report-failure (by implementer change-manager)) 'failed)))
