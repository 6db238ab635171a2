;;; 16. Deferred Choice: several branches are offered, and the first thing that happens chooses.
;;; Direct: `race`; what lost is withdrawn.

(define-role operator "Carries changes out.")

(define-workflow wcp-16-deferred-choice
  "Whichever comes first: the vendor's patch, our own, or the end of the week."
  (applies-to (type wcp-16))
  (race ((await-signal vendor-patch (by operator)) (task apply-vendor-patch (by operator)))
        ((await-signal own-patch (by operator)) (task apply-own-patch (by operator)))
        ((sleep "7d") (task switch-it-off (by operator)))))

(define-test "what comes first decides, and the others are gone"
  (let ((c (new-change wcp-16-deferred-choice (author "dana") (title "Close the hole"))))
    (check (open-requests c) => '(vendor-patch own-patch sleep))
    (signal! c 'own-patch (as "olga" operator))
    (check (open-requests c) => '(apply-own-patch))
    (check-refused (signal! c 'vendor-patch (as "olga" operator)))))

(define-test "time may be the first"
  (let ((c (new-change wcp-16-deferred-choice (author "dana") (title "Close the other hole"))))
    (advance! "8d")
    (check (open-requests c) => '(switch-it-off))))
