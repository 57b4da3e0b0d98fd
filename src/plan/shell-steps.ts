// Splits one validation block into named steps at its comments, and says of each how it is to be judged: must it end, must it
// fail, must a person look? Reorders nothing: `cd` and `export` hold for what follows.

import type {Location} from '../graph/diagnostic.ts'
import type {Step, StepKind} from '../graph/task.ts'
import {isEndless} from './endless-commands.ts'
import {cutShell, type ShellPiece} from './shell-lines.ts'
import {simpleCommands} from './shell-words.ts'

type Command = Extract<ShellPiece, {type: 'command'}>
type Comment = Extract<ShellPiece, {type: 'comment'}>
/** Turns a row and column of the block into a location. */
type Place = (row: number, column: number) => Location

/** Comments that follow each other, and the commands under them. */
interface Block {
  readonly comments: Comment[]
  readonly commands: Command[]
  /** Those that the comments speak of: without a blank line between. */
  readonly reached: Set<Command>
  /** Those that the plan says must fail, with its words. */
  readonly failing: Map<Command, string>
  /** The comments say what the command above them must show. */
  readonly isExpectation: boolean
}

const EXPECTATION = /^(?:expect(?:s|ed|ation)?|should|must|outputs?|returns?|results?)\b|^(?:→|=>|->)/i
const FAILURE = /\b(?:should|must|shall|will|has\s+to|(?:is\s+)?expected\s+to)\s+fail\b/i

export const readShellSteps = (lines: readonly string[], place: Place): Step[] =>
  blocksOf(cutShell(lines)).flatMap(block => stepsOf(block, place))

const newBlock = (comments: Comment[], isExpectation: boolean): Block => ({
  comments,
  commands: [],
  reached: new Set(),
  failing: new Map(),
  isExpectation,
})

const blocksOf = (pieces: readonly ShellPiece[]): Block[] => {
  const blocks: Block[] = []
  pieces.forEach((piece, index) => {
    if (piece.type === 'command') addCommand(blocks, piece, pieces[index - 1])
    else if (piece.type === 'comment' && piece.column === 0) {
      addComment(blocks, piece, pieces[index - 1], pieces[index + 1])
    }
  })
  return blocks
}

const addCommand = (blocks: Block[], command: Command, before: ShellPiece | undefined): void => {
  const last = blocks.at(-1)
  const block = last && !last.isExpectation ? last : newBlock([], false)
  if (block !== last) blocks.push(block)
  if (block.commands.length === 0 || (before?.type === 'command' && block.reached.has(before)))
    block.reached.add(command)
  const heading = block.reached.has(command)
    ? block.comments.find(({text}) => FAILURE.test(text))?.text
    : undefined
  const words = FAILURE.test(command.remark) ? command.remark : heading
  if (words !== undefined && !isSetUp(command)) block.failing.set(command, words)
  block.commands.push(command)
}

/** A comment directly under a command may speak of that command; any other begins a block. */
const addComment = (
  blocks: Block[],
  comment: Comment,
  before: ShellPiece | undefined,
  after: ShellPiece | undefined,
): void => {
  const block = blocks.at(-1)
  const isUnder = before?.type === 'command'
  const saysFailure = FAILURE.test(comment.text)
  if (isUnder && saysFailure && after?.type !== 'command') block?.failing.set(before, comment.text)
  else if (before?.type === 'comment' && block && block.commands.length === 0) block.comments.push(comment)
  else blocks.push(newBlock([comment], isUnder && !saysFailure && EXPECTATION.test(comment.text)))
}

/** Prepares the shell for what follows; never the command that a comment speaks of. */
const isSetUp = ({code}: Command): boolean =>
  simpleCommands(code).every(({words}) =>
    words.every(
      (word, index) => index > 0 || /^(?:cd|pushd|popd|export|set|source|\.|unset|alias)$|^\w+=/.test(word),
    ),
  )

/** The comment names the first step that does more than prepare. */
const stepsOf = (block: Block, place: Place): Step[] => {
  const heading = block.comments
    .map(({text}) => text)
    .filter(text => text !== '')
    .join('; ')
  const [first] = block.comments
  const start = first && place(first.row, first.column)
  if (block.commands.length === 0) return start && heading !== '' ? [proseStep(heading, start, block)] : []
  const runs = runsOf(block)
  const named = Math.max(
    0,
    runs.findIndex(({commands}) => !commands.every(isSetUp)),
  )
  return runs.map((run, index) =>
    commandStep(run, index === named ? heading : '', index === named ? start : undefined, place),
  )
}

const proseStep = (name: string, location: Location, {isExpectation}: Block): Step => ({
  name,
  command: '',
  kind: 'manual',
  expect: 'success',
  because: isExpectation ? 'says what a person should see' : 'is a remark without a command',
  location,
})

/** Commands judged alike, one after the other. */
interface Run {
  readonly commands: Command[]
  readonly verdict: Verdict
}

type Verdict = Pick<Step, 'kind' | 'expect' | 'because'>

/** Only ordinary checks share a step: what is special is judged alone. */
const runsOf = (block: Block): Run[] => {
  const runs: Run[] = []
  for (const command of block.commands) {
    const verdict = judge(command, block.failing.get(command))
    const last = runs.at(-1)
    if (last && verdict.because === undefined && last.verdict.because === undefined)
      last.commands.push(command)
    else runs.push({commands: [command], verdict})
  }
  return runs
}

const verdict = (kind: StepKind, expect: Step['expect'], because: string): Verdict => ({
  kind,
  expect,
  because,
})

const judge = (command: Command, failureWords: string | undefined): Verdict => {
  if (isEndless(command.code)) return verdict('background', 'success', 'does not end by itself')
  if (isForPeople(command)) return verdict('manual', 'success', 'opens something for a person to look at')
  if (failureWords !== undefined) return verdict('check', 'failure', `the plan says "${failureWords}"`)
  return {kind: 'check', expect: 'success'}
}

const isForPeople = ({code}: Command): boolean =>
  simpleCommands(code).some(
    ({words: [program = '', ...rest]}) =>
      /^(?:open|xdg-open|sensible-browser|wslview)$/.test(program) ||
      (program === 'start' && rest.some(word => /^(?:https?:\/\/|localhost\b)/.test(word))),
  )

const commandStep = (
  {commands, verdict}: Run,
  heading: string,
  start: Location | undefined,
  place: Place,
): Step => {
  const [first] = commands
  const row = first?.row ?? 0
  const line = first?.text.split('\n')[0] ?? ''
  return {
    name: heading === '' ? line.trim() : heading,
    command: joinCommands(commands),
    ...verdict,
    location: start ?? place(row, line.length - line.trimStart().length),
  }
}

/** With the blank lines between them. */
const joinCommands = (commands: readonly Command[]): string => {
  let text = ''
  let row = commands[0]?.row ?? 0
  for (const command of commands) {
    text += '\n'.repeat(command.row - row) + command.text
    row = command.end - 1
  }
  return text
}
