;;; Evidence: what a change must say, touch or have behind it for each factor of risk. Every grade is exact, from 0 to 1,
;;; and every grade has a sentence that says why. The lists are meant to be edited.

;;; Production impact: where the change goes. Where it does not say so, its systems tell.

(define production-name-parts '("prod" "payment" "auth" "database"))
(define critical-from 4)                ; on the catalogue's scale of 1 to 5

(define (production-grade)
  (case (field 'environment 'unknown)
    ((production) 1)
    ((staging) 2/5)
    ((unknown) (if (any telling-system? (field 'systems '())) 1 0))
    (else 0)))

(define (production-reason)
  (if (field? 'environment)
      (string-append "the environment is " (symbol->string (field 'environment)))
      (let ((telling (filter telling-system? (field 'systems '()))))
        (if (null? telling)
            "no environment is given, and no named system points to production"
            (string-append "no environment is given, and " (production-sign (car telling)))))))

(define (telling-system? system)
  (or (critical? system) (pair? (name-parts-in system))))

(define (critical? system)
  (>= (or (system-criticality system) 0) critical-from))

(define (name-parts-in system)
  (filter (lambda (part) (text-contains? (symbol->string system) part)) production-name-parts))

(define (production-sign system)
  (if (critical? system)
      (string-append "the catalogue has " (symbol->string system) " as critical")
      (string-append "the name of " (symbol->string system) " contains " (car (name-parts-in system)))))

(define (text-contains? text part)
  (let ((width (string-length part)))
    (let loop ((at 0))
      (cond ((> (+ at width) (string-length text)) #f)
            ((string=? (substring text at (+ at width)) part) #t)
            (else (loop (+ at 1)))))))

;;; Data and security: words of title and description. The gravest word decides; saying it twice adds nothing.

(define words-that-destroy-data '("delete" "drop" "truncate" "purge" "wipe" "erase" "reset"))
(define words-that-reshape-data '("migrate" "migration" "schema" "database" "backfill" "restore" "reindex"))
(define words-that-move-data '("backup" "export" "import" "replication" "retention"))

(define words-of-attack-and-access
  '("security" "vulnerability" "cve" "exploit" "breach" "auth" "authentication" "authorization"
    "password" "credential" "credentials" "secret" "secrets" "key" "token" "firewall" "encryption"))
(define words-of-compliance
  '("compliance" "gdpr" "pci" "hipaa" "sox" "audit" "certificate" "tls" "permission" "permissions" "role"))

(define words-of-urgency '("urgent" "emergency" "critical" "outage" "hotfix" "rollback"))

(define data-evidence
  `((1 ,words-that-destroy-data "destroys data")
    (3/5 ,words-that-reshape-data "reshapes data")
    (1/5 ,words-that-move-data "copies data")))

(define security-evidence
  `((1 ,words-of-attack-and-access "concerns attack or access")
    (1/2 ,words-of-compliance "concerns compliance")))

(define (data-grade) (grade-of (gravest data-evidence)))
(define (data-reason) (word-reason (gravest data-evidence) "no word of it speaks of data"))
(define (security-grade) (grade-of (gravest security-evidence)))
(define (security-reason) (word-reason (gravest security-evidence) "no word of it speaks of security"))

;; Evidence is a list of (GRADE WORDS MEANING), gravest first. The first entry with a word in the text, or #f.
(define (gravest evidence)
  (cond ((null? evidence) #f)
        ((mentions? (cadr (car evidence))) (car evidence))
        (else (gravest (cdr evidence)))))

(define (grade-of entry) (if entry (car entry) 0))

(define (word-reason entry otherwise)
  (if entry
      (string-append "it says " (string-join (words-found (cadr entry)) ", ") ", which " (list-ref entry 2))
      otherwise))

(define (words-found words)
  (filter (lambda (word) (mentions? (list word))) words))

;;; Several systems: nothing for the first, half for the second, all from the third on.

(define (multi-system-grade)
  (let ((count (length (field 'systems '()))))
    (if (< count 2) 0 (min 1 (/ (- count 1) 2)))))

(define (multi-system-reason)
  (let ((systems (field 'systems '())))
    (case (length systems)
      ((0) "it names no system")
      ((1) (string-append "it touches " (symbol->string (car systems)) " alone"))
      (else (string-append "it touches " (string-join (map symbol->string systems) ", "))))))

;;; History: how many of the closed changes on the same systems failed within a year. What is not known is bad.

(define enough-history 5)

(define (known-history?)
  (and (>= (fact 'history-count 0) enough-history)
       (exact? (fact 'success-rate #f))))

(define (history-grade)
  (if (known-history?) (- 1 (fact 'success-rate)) 1))

(define (history-reason)
  (let ((count (number->string (fact 'history-count 0))))
    (if (known-history?)
        (string-append "of " count " earlier changes on its systems "
                       (number->string (* 100 (fact 'success-rate))) " % succeeded")
        (string-append "unknown, since only " count " earlier changes on its systems are recorded"))))
