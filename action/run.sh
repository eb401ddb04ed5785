#!/usr/bin/env bash
# One command of chatform with the inputs of a workflow's step: what action.yml runs.
#
# Inputs come in INPUT_… variables and reach chatform as whole arguments, `--flag=value`: nothing is evaluated,
# split at blanks or expanded, and a value that begins with a dash stays a value.
# Written for bash 3.2 too, which is what macOS has.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
program=$root/dist/chatform.js
outputs=${GITHUB_OUTPUT:-/dev/null}
command=${INPUT_COMMAND:-}
usage=64

# Ends with an exit code and a sentence, which the run shows as an annotation.
fail() {
  annotate "$2"
  exit "$1"
}

annotate() {
  local text=${1//%/%25}
  text=${text//$'\r'/%0D}
  printf '::error title=chatform::%s\n' "${text//$'\n'/%0A}"
}

random() {
  od -An -N16 -tx1 /dev/urandom | tr -d ' \n'
}

# An output of the step. Its value may have any characters: the delimiter cannot be guessed.
set_output() {
  local end
  end=$(random)
  printf '%s<<%s\n%s\n%s\n' "$1" "$end" "$2" "$end" >>"$outputs"
}

# --- Inputs --------------------------------------------------------------------------------------------------

# Refuses an input that the command does not read: whoever gives `expect` to plan thinks that plan is held to it.
reads_only() {
  local name variable
  for name in ENVIRONMENT VARS VAR_FILES TARGETS EXCLUDES GUARDRAILS ALLOW_MASS_CHANGE SECRETS PLAN EXPECT; do
    variable=INPUT_$name
    [[ -z ${!variable:-} || " $* " == *" $name "* ]] && continue
    fail "$usage" "$(tr '[:upper:]_' '[:lower:]-' <<<"$name"): \"command: $command\" does not read this input."
  done
}

arguments=()

# Adds a flag, unless its value is empty.
add() {
  [[ -z $2 ]] || arguments+=("$1=$2")
}

# Adds a flag for each line that is not blank.
add_lines() {
  local line
  while IFS= read -r line || [[ -n $line ]]; do
    line=${line%$'\r'}
    [[ $line =~ [^[:space:]] ]] && add "$1" "$line"
  done <<<"$2"
  return 0
}

# What a plan is of: the same inputs must reach plan and apply.
add_scope() {
  add --directory "${INPUT_DIRECTORY:-}"
  add --env "${INPUT_ENVIRONMENT:-}"
  add_lines --var "${INPUT_VARS:-}"
  add_lines --var-file "${INPUT_VAR_FILES:-}"
  add_lines --target "${INPUT_TARGETS:-}"
  add_lines --exclude "${INPUT_EXCLUDES:-}"
  add --guardrails "${INPUT_GUARDRAILS:-}"
  add --allow-mass-change "${INPUT_ALLOW_MASS_CHANGE:-}"
}

# The plan file that `command: plan` has made, as an argument that is no flag.
add_plan() {
  local file=${INPUT_PLAN:-}
  [[ -n $file ]] || fail "$usage" "plan: \"command: $command\" needs a plan file, as \"command: plan\" puts it out."
  [[ $file != -* ]] || file=./$file
  add --directory "${INPUT_DIRECTORY:-}"
  arguments+=("$file")
}

# --- Running chatform ----------------------------------------------------------------------------------------

# Node and the program, or an end that says what is missing.
ready() {
  local version
  command -v node >/dev/null || fail 1 'chatform needs Node 20.19 or newer, and there is none: use actions/setup-node before.'
  version=$(node --version)
  [[ $version =~ ^v([0-9]+)\.([0-9]+)\. ]] || fail 1 "\"node --version\" answers \"$version\", which is no version."
  if ((BASH_REMATCH[1] < 20 || (BASH_REMATCH[1] == 20 && BASH_REMATCH[2] < 19))); then
    fail 1 "chatform needs Node 20.19 or newer, and this is $version: use actions/setup-node before."
  fi
  [[ -f $program ]] || build
}

# Builds the program, once a job. Of the environment, which may hold credentials, it gets only what npm needs,
# and no package runs a script of its own.
build() {
  local name kept=()
  for name in PATH HOME TMPDIR HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy NODE_EXTRA_CA_CERTS; do
    [[ -z ${!name:-} ]] || kept+=("$name=${!name}")
  done
  echo '::group::Building chatform'
  (cd "$root" && env -i "${kept[@]}" npm ci --ignore-scripts && env -i "${kept[@]}" npm run build) ||
    fail 1 'chatform could not be built: the log above says why.'
  echo '::endgroup::'
}

# Runs chatform and hands the first signal on: a cancelled job sends it to this script alone, and chatform then
# writes down what is in flight before the runner's patience (10 seconds) is over.
chatform() {
  local code=0 child
  node "$program" "$@" &
  child=$!
  trap 'trap "" INT TERM; kill -TERM "$child" 2>/dev/null || :' INT TERM
  wait "$child" || code=$?
  # A signal ends `wait`, not the child.
  while kill -0 "$child" 2>/dev/null; do
    code=0
    wait "$child" || code=$?
  done
  trap - INT TERM
  return "$code"
}

# Runs chatform while the runner takes no workflow commands from the log: what is printed quotes the configuration,
# which a stranger may have written. Standard error goes to the log, standard output to file descriptor 3.
quietly() {
  local code=0 token
  token=$(random)
  echo "::stop-commands::$token"
  chatform "$@" 2>&1 >&3 || code=$?
  printf '\n::%s::\n' "$token"
  return "$code"
}

# Ends with chatform's exit code, and what to do about it in CI.
finish() {
  case $1 in
    4) annotate 'Nothing was written: what was reviewed was applied already, or is not what would be done now; the log says which. In the second case plan and review it again in a pull request; "git commit --allow-empty" makes one that changes no file.' ;;
    5) annotate 'Applied in part. What is left is not the plan that was reviewed: review it in another pull request.' ;;
    6) annotate 'The state is locked by another run. Run this job again when that has ended.' ;;
    7) annotate 'Something was not posted to GitHub: the log says what and why. The plan is in the summary of the run.' ;;
  esac
  exit "$1"
}

new_folder() {
  mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/chatform.XXXXXX"
}

# --- The commands --------------------------------------------------------------------------------------------

# Plans, and saves the plan with a report and its counts, also where it failed or is refused.
plan() {
  local folder code=0
  reads_only ENVIRONMENT VARS VAR_FILES TARGETS EXCLUDES GUARDRAILS ALLOW_MASS_CHANGE SECRETS
  arguments=(plan)
  add_scope
  case ${INPUT_SECRETS:-read} in
    read) ;;
    none) arguments+=(--no-secrets) ;;
    *) fail "$usage" "secrets: there are read and none, and not \"$INPUT_SECRETS\"." ;;
  esac
  ready
  folder=$(new_folder)
  arguments+=(--detailed-exitcode "--out=$folder/plan.json" "--summary=$folder/summary.json")
  quietly "${arguments[@]}" 3>&1 || code=$?
  set_output exit-code "$code"
  [[ ! -f $folder/plan.json ]] || describe "$folder"
  # Changes are what a plan is for.
  ((code != 2)) || code=0
  finish "$code"
}

# The outputs of a plan that was saved in a folder.
describe() {
  set_output plan "$1/plan.json"
  if [[ -f $1/summary.json ]]; then
    set_output summary "$1/summary.json"
    node "$root/action/outputs.js" "$1/summary.json" >>"$outputs"
  fi
  arguments=(show --format=html)
  add --directory "${INPUT_DIRECTORY:-}"
  if node "$program" "${arguments[@]}" "$1/plan.json" >"$1/report.html"; then
    set_output report "$1/report.html"
  else
    echo '::warning title=chatform::The HTML report could not be made.'
  fi
}

# Posts a saved plan. It speaks to the runner in workflow commands, and writes its outputs by itself.
review() {
  local code=0
  reads_only PLAN
  arguments=(github review)
  add_plan
  ready
  chatform "${arguments[@]}" || code=$?
  set_output exit-code "$code"
  finish "$code"
}

# Puts out the digest that was reviewed.
reviewed() {
  local digest code=0
  reads_only ENVIRONMENT
  arguments=(github reviewed)
  add --directory "${INPUT_DIRECTORY:-}"
  add --env "${INPUT_ENVIRONMENT:-}"
  ready
  digest=$(node "$program" "${arguments[@]}") || code=$?
  set_output exit-code "$code"
  ((code == 0)) || finish "$code"
  [[ $digest =~ ^[0-9a-f]{64}$ ]] || fail 1 "chatform answered \"$digest\", which is no digest."
  echo "Reviewed: $digest"
  set_output digest "$digest"
}

# Applies the plan of a digest, and no other.
apply() {
  local result code=0
  reads_only ENVIRONMENT VARS VAR_FILES TARGETS EXCLUDES GUARDRAILS ALLOW_MASS_CHANGE EXPECT
  [[ -n ${INPUT_EXPECT:-} ]] ||
    fail "$usage" 'expect: "command: apply" needs the digest that was reviewed, as "command: reviewed" puts it out.'
  arguments=(apply --json)
  add --expect "$INPUT_EXPECT"
  add_scope
  ready
  result=$(new_folder)/result.json
  quietly "${arguments[@]}" 3>"$result" || code=$?
  set_output exit-code "$code"
  [[ ! -s $result ]] || set_output result "$result"
  finish "$code"
}

# Opens, updates or closes the issue about what is not as declared, from a saved plan.
drift() {
  local code=0
  reads_only PLAN
  arguments=(github drift)
  add_plan
  ready
  quietly "${arguments[@]}" 3>&1 || code=$?
  set_output exit-code "$code"
  finish "$code"
}

# The token is the input, or none: not what the job has in its environment for other steps.
unset GH_TOKEN
[[ -n ${GITHUB_TOKEN:-} ]] || unset GITHUB_TOKEN

case $command in
  plan | review | reviewed | apply | drift) "$command" ;;
  *) fail "$usage" "command: there are plan, review, reviewed, apply and drift, and not \"$command\"." ;;
esac
