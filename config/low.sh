#!/bin/sh
# Run a command at low priority. Where Linux shares out the processors by session before it looks at processes
# (autogroup, sched(7)), the session is lowered too, if this process leads one, as all do that honcho starts. Users
# other than root may do so ten times a second on the whole machine, hence the tries; the command runs in any case.
lower_session() {
    read -r _ _ _ _ _ session _ < "/proc/$$/stat"
    [ "$session" = "$$" ] || return 0
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        (echo 10 > "/proc/$$/autogroup") 2> /dev/null && return 0
        sleep 0.15
    done
    echo "The session of process $$ keeps its priority: /proc/$$/autogroup takes no change." >&2
}
[ ! -w "/proc/$$/autogroup" ] || lower_session
exec nice -n 10 "$@"
