#!/bin/sh
# Kills training runs of a LeNet5 at random moments, over all phases, lets each go on with --resume
# and compares its files with those of a run that nobody disturbed. The build runs a few such kills
# as a test; this is the same test with many, on either set of kernels. A kill takes about seven
# seconds of processor time. How many kills hit which phase is printed at the end, and stays in
# examples/target/kills-KERNELS.txt.
#
#   config/kill-and-resume.sh [KILLS [SEED]]     (default: 100 kills, seed 1)

set -eu

cd "$(dirname "$0")/.."
mvn -q test -pl examples -am -Dtest=KillTest -Dsurefire.failIfNoSpecifiedTests=false \
  -Ddev.alq.kills="${1:-100}" -Ddev.alq.seed="${2:-1}"
for kernels in vector scalar; do
  echo "$kernels kernels: $(cat "examples/target/kills-$kernels.txt")"
done
