; Durations and instants are strings.

(duration-seconds "45m") ;=> 2700
(duration-seconds "4h30m") ;=> 16200
(duration-seconds "1w2d") ;=> 777600
(duration-seconds "PT45M") ;=> 2700
(duration-seconds "1y") ;=> raises bad-duration
(instant<? "2026-01-01T00:00:00Z" "2026-01-01T00:00:01Z") ;=> #t
(instant<? "2026-01-01T01:00:00+02:00" "2026-01-01T00:00:00Z") ;=> #t
(instant+ "2026-01-01T00:00:00Z" "1d") ;=> "2026-01-02T00:00:00.000Z"
