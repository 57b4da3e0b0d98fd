// What the instruction of an attempt says that has to repair a conflict: the two sides, where they meet, and what the others were to do.

import type {Task} from '../graph/task.ts'
import type {ObjectId} from '../run/event.ts'
import {code, fenced, inline} from './markdown.ts'
import {shortCommit} from './words.ts'

export interface RepairStory {
  /** Whose work it is; its commit, and the one it began on. */
  readonly attempt: number
  readonly commit: ObjectId
  readonly from: ObjectId
  /** What the workspace is at: the integration branch. */
  readonly tip: ObjectId
  readonly conflicts: readonly {readonly path: string; readonly notes: readonly string[]}[]
  /** The tasks whose merged work touches the same files, the newest last. */
  readonly others: readonly {readonly task: Task; readonly commit: ObjectId}[]
}

/** An instruction has to be read as a whole: of more tasks, and of longer texts, the end is left out. */
const OTHERS = 5
const INSTRUCTION_CHARS = 3_000

/** Blocks of Markdown. */
export const repairSection = ({
  attempt,
  commit,
  from,
  tip,
  conflicts,
  others,
}: RepairStory): readonly string[] => [
  '## First of all: repair a conflict',
  `The work of attempt ${attempt} at this task was good (commit ${code(commit)}), but others have merged theirs since, and the two conflict. The workspace is at the newest merged work, ${code(tip)}, with that attempt's work merged into it as far as git can: files that both changed in the same place have both versions between ${code('<<<<<<<')}, ${code('=======')} and ${code('>>>>>>>')}; one that cannot have such marks, as a link or a picture, is as one side has it.`,
  'Bring the two together, so that what this task is for and what the others are for both hold. Leave no such mark behind, and let what does not conflict be. All outputs and gates below count as before.',
  ['The conflicts:', ...conflicts.map(conflict => `- ${describeConflict(conflict)}`)].join('\n'),
  fenced(
    [
      `git diff ${from} ${commit}   # what this task changed`,
      `git diff ${from} ${tip}   # what the others changed since`,
      `git show ${commit}:PATH   # a file as this task had it`,
      `git show ${tip}:PATH   # a file as the others have it`,
    ].join('\n'),
    'sh',
  ),
  ...others.slice(-OTHERS).flatMap(describeOther),
]

const describeConflict = ({path, notes}: RepairStory['conflicts'][number]): string =>
  [code(path), ...notes.map(inline)].join(': ')

const describeOther = ({task, commit}: RepairStory['others'][number]): readonly string[] => [
  `### ${task.id}: ${inline(task.title)} (merged as ${code(shortCommit(commit))})`,
  task.instruction.trim() === ''
    ? '(The plan says nothing but the title.)'
    : fenced(shortened(task.instruction), 'markdown'),
]

const shortened = (text: string): string =>
  text.length <= INSTRUCTION_CHARS ? text : `${text.slice(0, INSTRUCTION_CHARS)}…`
