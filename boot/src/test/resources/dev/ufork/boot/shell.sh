exec 2>/dev/null
for i in a b c; do echo "got $i"; done
x=5; while [ $x -gt 0 ]; do x=$((x-1)); done
echo $x $(echo sub) `echo tick`
echo one two | while read a b; do echo "$b $a"; done
false || echo or; true && echo and
(exit 3); echo $?
echo "$#" '$x' "a b"   c
case foobar in foo*) echo match;; *) echo no;; esac
if [ -d /tmp ]; then echo dir; else echo nodir; fi
echo hi > /tmp/f; echo there >> /tmp/f; while read l; do echo "<$l>"; done < /tmp/f
true & wait $!; echo $?
sh -c 'kill -9 $$'; echo $?
mkdir -p /tmp/uf/d; cd /tmp/uf; pwd
seq 5 -1 1 > n; sort n; sort -rn n | head -n 2; wc -l < n; cat n | wc -w
echo "alpha beta" > a; echo gamma >> a; cp a b; mv b c; grep -n a a; grep -c am a c; grep -v alpha < c
ls; rm c; ls d a n; rmdir d; ls; cat nothere; echo $?; rm -r /tmp/uf; ls /tmp/uf; echo $?
for f in 1 2 3; do sleep 0 & done; wait; echo done
i=0; while true; do i=$((i+1)); if [ $i -eq 3 ]; then continue; fi; if [ $i -gt 5 ]; then break; fi; echo $i; done
trap 'echo usr1' USR1; kill -USR1 $$; echo after
sleep 5 & p=$!; kill $p; wait $p; echo $?
(echo a; echo b) | { read x; echo "first $x"; cat; }
V=abc; W=$V-def; echo ${W%-*} ${W#*-} ${#W} ${U:-unset} ${V:+set}
echo 'quoted  spaces' "$(echo "nested  $V")" $(echo split  me)
set -- x 'y z' w; echo $# "$2"; for a in "$@"; do echo "[$a]"; done; shift; echo $1
true && { echo grouped; false; } || echo failed
cat < /dev/null; echo $((3 * (4 + 5) % 7)) $((1 < 2 && 2 < 1))
exec 3> /tmp/fd3; echo to3 >&3; exec 3>&-; cat /tmp/fd3; rm /tmp/fd3
if ! false; then echo notfalse; fi; until false; do echo once; break; done
echo a b c | (read x y; echo $y)
yes=0; case $yes in 1|2) echo 12;; [0-9]) echo digit;; esac
printf '%s-%d\n' one 1 two 2
nosuchcommand; echo $?
mkdir /tmp/uf2; cd /tmp/uf2; for f in b a c; do echo $f > $f.txt; done; echo *.txt; cat [ab].txt; cd ..; rm -r uf2; echo /tmp/uf2/*
sh -c 'exit 7' || echo "seven $?"; sh -c 'kill -TERM $$'; echo $?
seq 1 20000 | head -n 3; seq 1 3000 | wc -l; seq 1 1000 | sort -n | tail -n 1
{ echo one; echo two; } > /tmp/uf3; while read a; do for b in 1 2; do echo "$a$b"; done; done < /tmp/uf3; rm /tmp/uf3
A=1; (A=2; echo $A); echo $A; B=3 sh -c 'echo $B'; echo "[$B]"
count() { local n=$1; while [ $n -gt 0 ]; do echo "$2 $n"; n=$((n - 1)); done; }
count 3 down | sort | while read word n; do echo "$n $word"; done
cat <<END | grep -c line
line $(count 1 of)
line ${V:-none}
END
bomb() { if [ $1 -gt 0 ]; then bomb $(($1 - 1)) & bomb $(($1 - 1)) & wait; else echo leaf; fi; }; bomb 3 | wc -l
sh -c 'ulimit -p 24; bomb() { [ $1 -gt 0 ] && { bomb $(($1 - 1)) | bomb $(($1 - 1)) & bomb $(($1 - 1)); }; }; bomb 4' > /tmp/uf4 2>&1; rm /tmp/uf4; echo alive; true & wait $!; echo $?
sh -c 'trap "echo interrupted; exit 4" INT; kill -INT $$; sleep 1'; echo $?
for i in 3 1 2; do (sleep 0.$i; echo slept $i) & done; wait
while getopts ab: o -a -b x; do echo $o $OPTARG; done; (set -e; false; echo no); echo $?
wait; trap 'echo the end' EXIT
