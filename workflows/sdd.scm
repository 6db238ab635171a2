;;; Specification-driven development: from what is wanted to proof that it is there, stage by stage. Which stages a change
;;; goes through follows from its type and size alone, by the table at the end. Each stage is a piece of writing, kept
;;; beside the change as `<stage>.md`; the project has one such change at a time.

;; One row of the table: a workflow with a stage for each word, of which the last one looks back at the others.
(define-syntax define-stages
  (syntax-rules ()
    ((_ name kind extent (stage ... last))
     (define-workflow name
       (applies-to (type kind) (when (eq? (told-size) 'extent)))
       (identifier slug)
       (one-active (by project))
       (phase stage
         (task stage (by member) (instructions (stage-instructions 'stage))))
       ...
       (phase last
         (task last (by member)
           (instructions (stage-instructions 'last))
           (accepts (or (waived? (payload)) (for-each want-written '(stage ...))))))))))

;; What nobody has called small or medium goes through every stage.
(define (told-size)
  (let ((size (field 'size #f)))
    (if (memq size '(small medium)) size 'large)))

(define (stage-instructions stage)
  (cdr (assq stage stage-texts)))

(define stage-texts
  '((describe . "What the change is, in a few sentences: what happens today, and what should.")
    (scope    . "What changes and what stays as it is.")
    (propose  . "The whole proposal: the problem, who has it, what is proposed, and what was left out.")
    (spec     . "What must hold when it is done: each requirement so that it can be checked. For a fix, the cause.")
    (clarify  . "What is still open, as questions, each with its answer.")
    (design   . "How it will be built: the parts, their interfaces, and why so and not otherwise.")
    (tasks    . "The work in steps, in order, each small enough to finish and to check.")
    (verify   . "Proof that every requirement is met. Every earlier text must be there; to go on without one, hand in the reason as data: {\"waived\": \"…\"}.")))

;; Refuses, and says why, while a stage has left no text that says something.
(define (want-written stage)
  (let ((file (string-append (symbol->string stage) ".md")))
    (unless (written? (artifact-text file))
      (error (string-append file " is missing or empty; hand in why it is not needed: {\"waived\": \"…\"}")))))

(define (waived? handed-in)
  (let ((reason (and (pair? handed-in) (assq 'waived handed-in))))
    (and reason (written? (cdr reason)))))

;;             workflow           type        size    stages
(define-stages fix-small          fix         small   (describe tasks verify))
(define-stages fix-medium         fix         medium  (describe spec tasks verify))
(define-stages fix-large          fix         large   (describe spec design tasks verify))
(define-stages feature-small      feature     small   (describe tasks verify))
(define-stages feature-medium     feature     medium  (propose spec tasks verify))
(define-stages feature-large      feature     large   (propose spec clarify design tasks verify))
(define-stages refactor-small     refactor    small   (scope tasks verify))
(define-stages refactor-medium    refactor    medium  (scope design tasks verify))
(define-stages refactor-large     refactor    large   (scope spec design tasks verify))
(define-stages enhancement-small  enhancement small   (describe tasks verify))
(define-stages enhancement-medium enhancement medium  (propose spec tasks verify))
(define-stages enhancement-large  enhancement large   (propose spec clarify design tasks verify))
