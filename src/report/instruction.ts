// TASK_INSTRUCTION.md: all that an agent is told for one attempt. Knows nothing of the agent that reads it.

import {normalisePath} from '../graph/claims.ts'
import type {Gate, Input, Output, Step, Task, TaskId} from '../graph/task.ts'
import {exclusivePaths} from '../run/claim.ts'
import type {Policy} from '../run/policy.ts'
import {type AttemptState, type RunState, type TaskState, taskState} from '../run/state.ts'
import {failedSteps} from './evidence.ts'
import {code, document, fenced, inline} from './markdown.ts'
import {type RepairStory, repairSection} from './repair-story.ts'
import {failedAttempts} from './task-facts.ts'
import {formatDuration} from './time.ts'
import {describeExit, describeOutcome, shortCommit} from './words.ts'

export interface InstructionContext {
  /** As the agent sees it: an absolute path. */
  readonly workspace: string
  /** Those that the task names; absent: as the plan writes them. */
  readonly documents?: readonly RelatedDocument[]
  /** Absent where nothing was left by an earlier attempt. */
  readonly resumption?: Resumption
  /** Absent where nothing conflicts. */
  readonly repair?: RepairStory
}

export interface RelatedDocument {
  /** As the plan writes it. */
  readonly name: string
  /** Where it lies, from the top of the workspace; absent: nowhere. */
  readonly path?: string
}

/** What an earlier attempt left in the workspace. */
export interface Resumption {
  /** Paths that differ from what the task began with. */
  readonly changed: readonly string[]
  /** Its own note on how far it was; may be empty. */
  readonly checkpoint: string
  /** The end of what it printed. */
  readonly logTail: string
}

/** Markdown; the same state gives the same bytes. Attempts that already ended are told, the present one is not. */
export const taskInstruction = (state: RunState, id: TaskId, context: InstructionContext): string => {
  const found = taskState(state, id)
  const {task} = found
  return document([
    `# ${task.id}: ${inline(task.title)}`,
    'You work on this one task. Nobody watches and nobody answers questions: decide, finish, and end.',
    ...(context.repair === undefined ? [] : repairSection(context.repair)),
    ...whatToDo(task),
    ...section('Inputs', task.inputs.map(describeInput)),
    ...outputsSection(task, state.policy),
    ...gatesSection(task.gates),
    ...section('What its dependencies delivered', delivered(state, task)),
    ...section('Related documents', describeDocuments(task, context)),
    ...section('Constraints', constraints(context.workspace, state.policy)),
    ...history(found),
    ...whereItStopped(context.resumption),
  ])
}

const describeDocuments = ({relatedDocs}: Task, {documents}: InstructionContext): readonly string[] =>
  documents === undefined ? relatedDocs.map(code) : documents.map(describeDocument)

const describeDocument = ({name, path}: RelatedDocument): string => {
  if (path === undefined) return `${code(name)} (is not in the workspace: go on without it)`
  return path === name ? code(name) : `${code(path)} (the plan says ${code(name)})`
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`## ${title}`, bullets(lines)]

const bullets = (lines: readonly string[]): string => lines.map(line => `- ${line}`).join('\n')

/** In a fence, so that headings and open fences of the plan's text do not run into ours. */
const whatToDo = ({instruction, source}: Task): readonly string[] => [
  '## What to do',
  `The plan's own words (${code(`${source.file}:${source.line}`)}):`,
  instruction.trim() === '' ? '(The plan says nothing but the title.)' : fenced(instruction, 'markdown'),
]

const describeInput = ({path, section: part, text}: Input): string =>
  [
    path === undefined ? '' : code(path),
    part === undefined ? '' : `section "${inline(part)}"`,
    inline(text ?? ''),
  ]
    .filter(word => word !== '')
    .join(', ')

const FENCE_RULES: Record<Policy['claims'], string> = {
  fail: 'Write nothing else: a change to any other file makes the attempt fail.',
  warn: 'Write nothing else: a change to any other file is reported.',
}

const outputsSection = (task: Task, policy: Policy): readonly string[] => {
  const {outputs} = task
  const others = exclusivePaths(task, policy).filter(
    path => !outputs.some(output => normalisePath(output.path) === path),
  )
  if (outputs.length + others.length === 0) return []
  return [
    '## Outputs',
    ...(outputs.length === 0
      ? []
      : ['Afterwards these must be as stated, or the attempt fails:', bullets(outputs.map(describeOutput))]),
    ...(others.length === 0 ? [] : ['You may write here, too:', bullets(others.map(code))]),
    FENCE_RULES[policy.claims],
  ]
}

const INTENTS: Record<Output['intent'], string> = {
  create: 'exists',
  modify: 'exists, modified',
  delete: 'is gone',
}

const describeOutput = ({path, intent, type, note}: Output): string => {
  const more = [type, note].flatMap(text => (text === undefined ? [] : [inline(text)]))
  return `${code(path)} ${INTENTS[intent]}${more.length === 0 ? '' : ` (${more.join(', ')})`}`
}

const gatesSection = (gates: readonly Gate[]): readonly string[] =>
  gates.length === 0
    ? []
    : [
        '## How it is judged',
        'Afterwards the host runs these gates itself, from the top of the workspace. Run what you can before you end.',
        ...gates.flatMap(describeGate),
      ]

const describeGate = (gate: Gate): readonly string[] => [
  `### Gate ${inline(gate.name)}`,
  ...(gate.steps.length === 0
    ? [`Checked by the host (${code(gate.type)}):`, fenced(JSON.stringify(gate.parameters, null, 2), 'json')]
    : [`One ${gate.shell ?? 'sh'} shell runs all steps in order:`, ...gate.steps.flatMap(describeStep)]),
]

const describeStep = (step: Step, index: number): readonly string[] => [
  `${index + 1}. ${inline(step.name)}${stepNote(step)}`,
  ...(step.command.trim() === '' ? [] : [fenced(step.command, 'sh')]),
]

const stepNote = ({kind, expect}: Step): string => {
  if (kind === 'background') return ' (background: started, kept for the later steps, then stopped)'
  if (kind === 'manual') return ' (manual: a person looks at this afterwards; not run)'
  return expect === 'failure' ? ' (must fail)' : ''
}

const delivered = (state: RunState, {dependencies}: Task): readonly string[] =>
  dependencies.map(id => {
    const {task, merged} = taskState(state, id)
    const commit = merged === undefined ? '' : `, commit ${shortCommit(merged)}`
    const outputs = task.outputs.map(deliveredOutput).join(', ')
    return `${task.id}: ${inline(task.title)}${commit}${outputs === '' ? '' : `: ${outputs}`}`
  })

const deliveredOutput = ({path, intent}: Output): string =>
  intent === 'delete' ? `${code(path)} (deleted)` : code(path)

const constraints = (workspace: string, {checkpointMs}: Policy): readonly string[] => [
  `Work only in this directory: ${code(workspace)}`,
  'Do not commit to other branches, and do not push. Commits are not needed: the files as you leave them are taken.',
  'Ask no questions; where the plan leaves something open, choose what serves its purpose.',
  'Leave `TASK_INSTRUCTION.md` as it is; it is no part of the work.',
  `In a long task, write to \`checkpoint.json\` every ${formatDuration(checkpointMs)} what is done and what is left; it is no part of the work. If you are cut off, whoever goes on is given it.`,
  'Where `agent-spawn` is at hand, `agent-spawn progress 40 "what it is about"` tells people how far you are, in percent.',
  'Saying that the task is done counts for nothing: the host looks for the outputs and runs the gates.',
]

/** A list longer than that says no more than its length. */
const SHOWN_PATHS = 40

const whereItStopped = (resumption: Resumption | undefined): readonly string[] => {
  if (resumption === undefined) return []
  const {changed, checkpoint, logTail} = resumption
  const more = changed.length > SHOWN_PATHS ? [`and ${changed.length - SHOWN_PATHS} more`] : []
  return [
    '## Where the last attempt stopped',
    'Its files are still in the workspace, and so are its commits, if it made any (`git log`). Go on from there.',
    ...(changed.length === 0
      ? []
      : ['Changed so far:', bullets([...changed.slice(0, SHOWN_PATHS).map(code), ...more])]),
    ...(checkpoint.trim() === '' ? [] : ['Its checkpoint:', fenced(checkpoint, 'json')]),
    ...(logTail.trim() === '' ? [] : ['The end of what it printed:', fenced(logTail)]),
  ]
}

const history = (task: TaskState): readonly string[] => {
  const attempts = failedAttempts(task)
  const rejected = task.review?.decision === 'rejected' ? [rejection(task.review)] : []
  const hint = task.feedback === undefined ? [] : [hintOf(task.feedback)]
  if (attempts.length + rejected.length + hint.length === 0) return []
  return [
    '## What went wrong before',
    'Do not repeat it. The workspace may still hold earlier work: look before you begin anew.',
    ...attempts.flatMap(describeAttempt),
    ...rejected,
    ...hint,
  ]
}

const hintOf = ({by, text}: NonNullable<TaskState['feedback']>): string =>
  `${inline(by)} wants it tried again, and says: ${inline(text)}`

const rejection = ({by, comment}: NonNullable<TaskState['review']>): string =>
  `${inline(by)} looked at the work and rejected it${comment === undefined ? '.' : `: ${inline(comment)}`}`

const describeAttempt = (attempt: AttemptState): readonly string[] => [
  `### Attempt ${attempt.number}`,
  attempt.outcome === undefined ? '' : inline(describeOutcome(attempt.outcome)),
  ...attempt.gates.flatMap(gate =>
    failedSteps(gate).flatMap(step => [
      `${inline(step.name)} (gate ${inline(gate.record.gate)}${gate.stage === 'workspace' ? '' : ', merged with the work of others'}): ${describeExit(step.exitCode)}`,
      ...(step.command.trim() === '' ? [] : ['Command:', fenced(step.command, 'sh')]),
      ...(step.output.trim() === '' ? [] : ['Output:', fenced(step.output)]),
    ]),
  ),
]
