;;; What counts as having been written: text with something in it besides blanks.

(define (written? text)
  (and (string? text)
       (any (lambda (character) (not (char-whitespace? character))) (string->list text))))
