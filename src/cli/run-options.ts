// The options of `run`, for the command and for the old spellings that mean the same.

import {type Command, Option} from 'commander'
import type {PlanOrder} from '../graph/plan-order.ts'
import type {RunFlagsInput} from '../service/settings.ts'
import type {ResumeMode} from '../service/unfinished.ts'
import {
  addOptions,
  alias,
  amount,
  formatOption,
  jsonOption,
  orderOption,
  runOption,
  wholeNumber,
} from './option.ts'

export interface RunOptions extends Omit<RunFlagsInput, 'acceptManual'> {
  readonly fromDoc?: readonly string[]
  readonly format?: string
  readonly order?: PlanOrder
  /** A group that the selected tasks should be of. */
  readonly within?: string | undefined
  readonly trust?: boolean
  readonly withDependencies?: boolean
  readonly withOptional?: boolean
  readonly dryRun?: boolean
  readonly explain?: string
  readonly continue?: boolean
  readonly resume?: ResumeMode
  readonly run?: string
  readonly outputPattern?: string
  readonly report: boolean
  readonly manualSteps?: 'accept'
  readonly json?: boolean
  readonly parallelism?: number
  readonly maxConcurrent?: number
}

export const gateOption = (): Option =>
  new Option('--gate <gate>', 'whether a group waits for the groups before it').choices(['group', 'none'])

export const firstOption = (): Option =>
  new Option('--first <which>', 'which ready task goes first').choices(['critical-path', 'plan'])

const collect = (document: string, before: readonly string[] = []): readonly string[] => [...before, document]

/** Without `--run` and `--continue`, which need a run that there is. */
export const addRunOptions = (command: Command): Command =>
  addOptions(command, [
    new Option('--from-doc <doc>', 'the planning document (default: the compiled plan)').argParser(collect),
    formatOption(),
    new Option(
      '--agent <agent>',
      "claude, codex, gemini, opencode, tangle, simulate, one of the configuration, or 'shell:COMMAND {task}'",
    ),
    new Option('--attempts <n>', 'tries that a task has').argParser(wholeNumber),
    new Option('--on-exhausted <what>', 'what becomes of a task without any try left').choices([
      'fail',
      'needs-review',
    ]),
    new Option('--budget-attempts <n>', 'attempts that the run may spend').argParser(amount),
    new Option('--budget-tokens <n>', 'tokens that its agents may report').argParser(amount),
    new Option('--budget-usd <amount>', 'dollars that its agents may report').argParser(amount),
    new Option('--budget-time <duration>', 'how long the run may be at work, e.g. "2 hours"'),
    new Option('--concurrency <n>', 'attempts at once').argParser(wholeNumber),
    alias('--parallelism <n>').argParser(wholeNumber),
    alias('--max-concurrent <n>').argParser(wholeNumber),
    gateOption(),
    new Option('--on-failure <mode>', 'after a task failed for good').choices(['no-new', 'continue', 'kill']),
    firstOption(),
    orderOption(),
    new Option(
      '--workspace <mode>',
      'clone, worktree or shared; anything else names the workspace of a single task',
    ),
    new Option('--type <type>', 'names workspace and branch in place of the plan’s agent type'),
    new Option('--claims <mode>', 'a write outside of the declared outputs').choices(['warn', 'fail']),
    new Option('--manual-steps <mode>', 'do not wait for a person where steps need one').choices(['accept']),
    new Option('--accept-unverified', 'do not wait for a person where nothing checks a task'),
    new Option('--with-dependencies', 'select what the selected tasks depend on, too'),
    new Option('--with-optional', 'select tasks that the plan marks as optional, too'),
    new Option('--trust', 'approve the commands of this plan, now and later'),
    new Option(
      '--output-pattern <path>',
      'name of a task’s report, e.g. docs/09-reports/{task}_execution_log.md',
    ),
    new Option('--no-report', 'write no reports'),
    new Option('--dry-run', 'show what would start and when; write nothing'),
    new Option('--explain <task>', 'show what a task would wait for; write nothing'),
    jsonOption('events, one object per line,'),
  ])

export const addContinueOptions = (command: Command): Command =>
  addOptions(command, [
    new Option('--resume <how>', 'whether to go on with a run that was cut off (default: ask)').choices([
      'ask',
      'auto',
      'never',
    ]),
    new Option('--continue', 'go on with a run as it was begun, but for the options given'),
    runOption(),
  ])
