// What stands below the list of commands in `agent-spawn --help`.

export const EPILOGUE = `
Examples:
  agent-spawn plan docs/04-planning/plan.md          compile it, and see what would run
  agent-spawn run T1 --from-doc docs/04-planning/plan.md --agent claude
  agent-spawn run "GROUP A" --concurrency 4          one group of the compiled plan
  agent-spawn run --continue                         go on where the last run stopped
  agent-spawn status                                 where it stands
  agent-spawn log T1                                 what happened to a task, with all evidence
  agent-spawn land                                   move your branch to the finished work
  agent-spawn demo                                   all of it on an example, in a scratch repository

Older spellings of run, list and check:
  agent-spawn --task "T1: Title" --from-doc DOC
  agent-spawn --batch-group A --tasks T1,T2 --parallelism 2
  agent-spawn --pipeline --phases "GROUP_A:T1-T4" "GROUP_B:T5-T8" --dependency-graph DOC
  agent-spawn --list        agent-spawn --validate-only

Exit codes:
  0 all done   1 a task failed   2 usage or plan invalid   3 blocked   4 waits for a person
  7 another dispatcher holds the run   70 a bug   74 a full disk or a missing permission
  130, 143 interrupted: go on with run --continue
`
