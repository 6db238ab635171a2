;;; Who may try what. Nothing is permitted by silence, and forbid beats permit. Separation of duties is the request's own
;;; matter: it holds whatever stands here.

(define-access
  ;; Everybody takes part.
  (permit (read change) (by member))
  (permit (create change) (by member))
  ;; A change says what its author means; a change manager may correct it.
  (permit (edit change) (by member) (when (author? (actor))))
  (permit (edit change) (by change-manager))
  (permit (comment change) (by member))
  (permit (submit change) (by member))
  (permit (send signal) (by member))
  (permit (complete task) (by member))
  (permit (decide approval) (by member))
  (permit (assess risk) (by member))
  (permit (record decision) (by member))
  (permit (read calendar) (by member))
  (permit (read policy) (by member))
  (permit (check policy) (by member))

  ;; What cuts a process short is for people.
  (permit (cancel change) (by member) (when (author? (actor))))
  (permit (cancel change) (by change-manager))
  (permit (expedite change) (by member))
  (permit (retry change) (by member))
  (forbid (cancel change) (by agent))
  (forbid (expedite change) (by agent))
  (forbid (retry change) (by agent))
  (forbid (decide approval) (by agent) (when (eq? (field 'type) 'emergency)))

  ;; The record, and the rules themselves. Who reads the record for others does not write it.
  (permit (read audit) (by auditor change-manager))
  (permit (export audit) (by auditor change-manager))
  (forbid (decide approval) (by auditor))
  (permit (load policy) (by change-manager))

  ;; Hears when something has waited twice as long as it should.
  (permit (administer tenant) (by change-manager)))
