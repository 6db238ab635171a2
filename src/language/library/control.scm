; Control: conditions, continuations, dynamic extent, parameters, promises. The machine keeps three things for every
; computation, handlers, parameters and winds, each of them plain data; what they mean is said here.

; --- Conditions ---------------------------------------------------------------------------------------------------

(define (with-exception-handler handler thunk)
  (if (procedure? handler)
      (%call-with-handlers (cons handler (%handlers)) thunk)
      (raise (%condition 'wrong-type "with-exception-handler takes a procedure" (list handler)))))

; A handler runs in the dynamic extent of the raise, with the handlers that were there when it was installed.
(define (raise-continuable object)
  (let ((handlers (%handlers)))
    (if (null? handlers)
        (%abort object)
        (%call-with-handlers (cdr handlers) (lambda () ((car handlers) object))))))

(define (raise object)
  (let ((handlers (%handlers)))
    (if (null? handlers)
        (%abort object)
        (%call-with-handlers
         (cdr handlers)
         (lambda ()
           ((car handlers) object)
           (raise (%condition 'handler-returned "a handler returned from a raise" (list object))))))))

(define (error message . irritants)
  (raise (%condition 'error message irritants)))

; The machine calls this in the place of a call that failed.
(define (%signal-error condition)
  (raise condition))

(define (read-error? object) #f)
(define (file-error? object) #f)

; What `guard` becomes. `choose` answers the thunk of the clause that wants the condition, or #f, while the raise still
; stands but with the parameters of the `guard`; only then is the extent left, and the thunk called where the `guard`
; stands.
(define (%guard choose body)
  (let ((parameters (%parameters)))
    ((call-with-current-continuation
      (lambda (leave)
        (call-with-values
         (lambda ()
           (with-exception-handler
            (lambda (condition)
              (let ((chosen (%call-with-parameters parameters (lambda () (choose condition)))))
                (if chosen (leave chosen) (raise-continuable condition))))
            body))
         (case-lambda
           ((value) (lambda () value))
           (values* (lambda () (apply values values*))))))))))

; --- Continuations ------------------------------------------------------------------------------------------------

(define (call-with-current-continuation receiver)
  (let ((winds (%winds)))
    (%call/cc
     (lambda (continuation)
       (receiver
        (case-lambda
          ((value) (%rewind winds) (%throw continuation value))
          (values* (%rewind winds) (apply %throw continuation values*))))))))

(define call/cc call-with-current-continuation)

; Each wind keeps its thunks so that they run with the handlers and parameters of the `dynamic-wind` itself. Leaving
; must not take time: a thunk that waits is a mistake, which the machine reports.
(define (dynamic-wind before thunk after)
  (let ((before (%in-this-extent before))
        (after (%in-this-extent after)))
    (before)
    (call-with-values
     (lambda () (%call-with-winds (cons (cons before after) (%winds)) thunk))
     (case-lambda
       ((value) (after) value)
       (values* (after) (apply values values*))))))

(define (%in-this-extent thunk)
  (let ((handlers (%handlers)) (parameters (%parameters)))
    (lambda ()
      (%call-with-handlers
       handlers
       (lambda ()
         (%call-with-parameters parameters (lambda () (%call-without-waiting thunk))))))))

; Leaves the winds that the target lacks, innermost first, and enters those that it has more, outermost first. Each
; thunk runs with the winds around its own.
(define (%rewind target)
  (let ((here (%winds)))
    (unless (eq? here target)
      (let ((shared (%shared-tail here target)))
        (%leave-winds here shared)
        (%enter-winds target shared)))))

(define (%leave-winds winds stop)
  (unless (eq? winds stop)
    (%call-with-winds (cdr winds) (cdar winds))
    (%leave-winds (cdr winds) stop)))

(define (%enter-winds winds stop)
  (unless (eq? winds stop)
    (%enter-winds (cdr winds) stop)
    (%call-with-winds (cdr winds) (caar winds))))

(define (%shared-tail one other)
  (let ((length-one (length one)) (length-other (length other)))
    (let loop ((one (if (> length-one length-other) (list-tail one (- length-one length-other)) one))
               (other (if (> length-other length-one) (list-tail other (- length-other length-one)) other)))
      (if (eq? one other) one (loop (cdr one) (cdr other))))))

; --- Parameters ---------------------------------------------------------------------------------------------------

; A parameter is a procedure around a cell of its own; asked with this mark it answers the cell and its converter.
(define %parameter-mark (list 'parameter))

(define make-parameter
  (case-lambda
    ((value) (%make-parameter (cons 'parameter value) (lambda (given) given)))
    ((value convert) (%make-parameter (cons 'parameter (convert value)) convert))))

(define (%make-parameter cell convert)
  (case-lambda
    (() (cdr (or (assq cell (%parameters)) cell)))
    ((mark)
     (if (eq? mark %parameter-mark)
         (cons cell convert)
         (raise (%condition 'wrong-arguments "a parameter takes no arguments" (list mark)))))))

(define (%parameterize bindings thunk)
  (%call-with-parameters (append (map %parameter-binding bindings) (%parameters)) thunk))

(define (%parameter-binding binding)
  (let ((parts ((car binding) %parameter-mark)))
    (if (and (pair? parts) (pair? (car parts)) (procedure? (cdr parts)))
        (cons (car parts) ((cdr parts) (cdr binding)))
        (raise (%condition 'wrong-type "parameterize binds what make-parameter makes, and not" (list (car binding)))))))

; --- Promises -----------------------------------------------------------------------------------------------------

; The state of a promise is a pair (done? . value-or-thunk), which promises of one chain share.
(define-record-type promise (%make-promise state) promise? (state %promise-state %set-promise-state!))

(define (%delay-force thunk) (%make-promise (cons #f thunk)))

(define (%delay thunk)
  (%delay-force (lambda () (%make-promise (cons #t (thunk))))))

(define (make-promise object)
  (if (promise? object) object (%make-promise (cons #t object))))

(define (force object)
  (if (promise? object) (%force object) object))

(define (%force promise)
  (let ((state (%promise-state promise)))
    (cond
      ((car state) (cdr state))
      ; A promise made at top level cannot keep its value: it is worked out again each time.
      ((%frozen? state) (force ((cdr state))))
      (else
       (let ((next ((cdr state))))
         ; Forcing may have come back to this promise and finished it.
         (unless (car (%promise-state promise)) (%become promise next))
         (%force promise))))))

(define (%become promise next)
  (let ((state (%promise-state promise)) (others (%promise-state next)))
    (set-car! state (car others))
    (set-cdr! state (cdr others))
    (%set-promise-state! next state)))

; --- The rest -----------------------------------------------------------------------------------------------------

(define (%an-output-port value)
  (if (output-port? value)
      value
      (raise (%condition 'wrong-type "current-output-port is an output port, and not" (list value)))))

; What is displayed without a port goes where this says, at first to the trace. The machine knows the cell by its mark.
(define current-output-port
  (%make-parameter (cons 'current-output-port (%trace-port)) %an-output-port))

(define (call-with-port port receiver)
  (call-with-values
   (lambda () (receiver port))
   (lambda results (close-port port) (apply values results))))

(define (call-with-output-string receiver)
  (let ((port (open-output-string)))
    (receiver port)
    (get-output-string port)))

(define (features) '(r7rs full-unicode ratios exact-closed changeflow))
