;;; The flows of a reviewed change: basic-approval, security-code-review, parallel-review.

(define-test "a change is recorded, reviewed and approved by somebody else"
  (at "2026-03-02T09:00:00-05:00")
  (let ((c (new-change basic-approval (author "dana") (title "Rename the help page"))))
    (check (phases-of c) => '(recorded))
    (check-refused (approve! c 'approve (as "rae" reviewer)))
    (signal! c 'submit (as "dana" developer))
    (check (phases-of c) => '(review))
    (signal! c 'approve (as "rae" reviewer))
    (check (outcome-of c) => 'approved)))

(define-test "nobody approves their own change, and only reviewers approve"
  (let ((c (new-change basic-approval (author "dana") (title "Rename the help page"))))
    (signal! c 'submit (as "dana" developer))
    (check-refused (signal! c 'approve (as "dana" developer reviewer)))
    (check-refused (signal! c 'approve (as "joe" developer)))
    (check (phases-of c) => '(review))))

(define-test "a review that is late may be done by the tech lead, and one that nobody does ends as rejected"
  (let ((late (new-change basic-approval (author "dana") (title "Rename the help page")))
        (forgotten (new-change basic-approval (author "dana") (title "Rename the index page"))))
    (signal! late 'submit (as "dana" developer))
    (signal! forgotten 'submit (as "dana" developer))
    (advance! "4d")
    (signal! late 'approve (as "tess" tech-lead))
    (check (outcome-of late) => 'approved)
    (advance! "27d")
    (check (outcome-of forgotten) => 'rejected)))

(define-test "security is read before code, and both must agree"
  (let ((c (new-change security-code-review (author "dana") (title "Accept longer names"))))
    (signal! c 'submit-security (as "dana" developer))
    (check (phases-of c) => '(security-review))
    (check-refused (signal! c 'code-approve (as "cleo" code-reviewer)))
    (check-refused (signal! c 'security-approve (as "dana" security-reviewer)))
    (signal! c 'security-approve (as "sam" security-reviewer))
    (check (phases-of c) => '(code-review))
    (signal! c 'code-approve (as "cleo" code-reviewer))
    (check (outcome-of c) => 'approved)))

(define-test "either reader may stop a change"
  (let ((unsafe (new-change security-code-review (author "dana") (title "Accept longer names")))
        (unclear (new-change security-code-review (author "dana") (title "Accept shorter names"))))
    (signal! unsafe 'submit-security (as "dana" developer))
    (signal! unsafe 'security-reject (as "sam" security-reviewer))
    (check (outcome-of unsafe) => 'rejected)
    (signal! unclear 'submit-security (as "dana" developer))
    (signal! unclear 'security-approve (as "sam" security-reviewer))
    (signal! unclear 'code-reject (as "cleo" code-reviewer))
    (check (outcome-of unclear) => 'rejected)))

(define (under-two-reviews)
  (let ((c (new-change parallel-review (author "dana") (title "Accept longer names"))))
    (signal! c 'submit (as "dana" developer))
    c))

(define-test "two reviews run at once, in any order, by three different people"
  (let ((c (under-two-reviews)))
    (check (phases-of c) => '(review security-review code-review))
    (approve! c 'code (as "cleo" code-reviewer))
    (check-refused (approve! c 'security (as "cleo" security-reviewer)))
    (check-refused (approve! c 'code (as "cleo" code-reviewer)))
    (check-refused (approve! c 'code (as "dana" code-reviewer)))
    (approve! c 'security (as "sam" security-reviewer))
    (check (phases-of c) => '(review code-review))
    (approve! c 'code (as "cody" code-reviewer))
    (check (outcome-of c) => 'approved)))

(define-test "one no ends the other review too"
  (let ((c (under-two-reviews)))
    (reject! c 'security (as "sam" security-reviewer))
    (check (outcome-of c) => 'rejected)
    (check (open-requests c) => '())))

(define-test "a revision sends the change back to its author and asks everybody again"
  (let ((c (under-two-reviews)))
    (approve! c 'security (as "sam" security-reviewer))
    (revise! c 'code (as "cleo" code-reviewer))
    (check (phases-of c) => '(revising))
    (check-refused (signal! c 'resubmit (as "sam" security-reviewer)))
    (signal! c 'resubmit (as "dana"))
    (check (phases-of c) => '(review security-review code-review))
    (approve! c 'security (as "sam" security-reviewer))
    (approve! c 'code (as "cleo" code-reviewer))
    (approve! c 'code (as "cody" code-reviewer))
    (check (outcome-of c) => 'approved)))

(define-test "an edit of what was read asks everybody again, and other edits disturb nobody"
  (let ((c (under-two-reviews)))
    (approve! c 'security (as "sam" security-reviewer))
    (approve! c 'code (as "cleo" code-reviewer))
    (edit! c (test-plan "Try a name of 300 letters.") (as "dana"))
    (check (phases-of c) => '(review code-review))
    (edit! c (description "Longer than the column, too.") (as "dana"))
    (check (phases-of c) => '(revising))
    (signal! c 'resubmit (as "dana"))
    (check (open-requests c) => '(security code))))

(define-test "a review that nobody does expires, which is no approval"
  (let ((c (under-two-reviews)))
    (approve! c 'security (as "sam" security-reviewer))
    (advance! "31d")
    (check (outcome-of c) => 'expired)))
