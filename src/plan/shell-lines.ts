// Cuts shell text into commands and comments by its lines: knows quotes, here-documents, continuations and compound commands
// well enough to tell which lines belong together. Runs nothing and expands nothing.

export type ShellPiece =
  /** `text` without the `#`. */
  | {readonly type: 'comment'; readonly row: number; readonly column: number; readonly text: string}
  | {readonly type: 'blank'; readonly row: number}
  | {
      readonly type: 'command'
      /** Rows of the command, `end` exclusive. */
      readonly row: number
      readonly end: number
      /** Its lines, joined and exact. */
      readonly text: string
      /** The comment behind its last line, without the `#`; empty if there is none. */
      readonly remark: string
      /** The text without comments. */
      readonly code: string
    }

/** Rows count from 0 within `lines`. An open quote or here-document runs to the end. */
export const cutShell = (lines: readonly string[]): ShellPiece[] => {
  const pieces: ShellPiece[] = []
  for (let row = 0; row < lines.length; ) {
    const line = lines[row] ?? ''
    const text = line.trimStart()
    if (text === '') pieces.push({type: 'blank', row: row++})
    else if (text.startsWith('#')) {
      const column = line.length - text.length
      pieces.push({type: 'comment', row: row++, column, text: text.replace(/^#+/, '').trim()})
    } else {
      const command = readCommand(lines, row)
      pieces.push(command)
      row = command.end
    }
  }
  return pieces
}

type Context = 'single' | 'ansi' | 'double' | 'backtick' | 'paren' | 'brace' | 'parameter' | 'arithmetic'

interface State {
  readonly contexts: Context[]
  /** Compound commands that wait for their `fi`, `done` or `esac`. */
  depth: number
  readonly heredocs: {readonly word: string; readonly isIndented: boolean}[]
  /** The next word is the first of a command. */
  atCommand: boolean
  /** What at the end of the line wants more. */
  wants: 'line' | 'command' | undefined
  /** Offset of the comment in the current line, or -1. */
  comment: number
}

const readCommand = (lines: readonly string[], row: number): Extract<ShellPiece, {type: 'command'}> => {
  const state: State = {contexts: [], depth: 0, heredocs: [], atCommand: true, wants: undefined, comment: -1}
  const code: string[] = []
  let remark = ''
  let end = row
  do {
    const line = lines[end++] ?? ''
    readLine(state, line)
    code.push(state.comment < 0 ? line : line.slice(0, state.comment))
    remark = state.comment < 0 ? '' : line.slice(state.comment).replace(/^#+/, '').trim()
    end = skipHeredocs(state, lines, end)
  } while (end < lines.length && isOpen(state))
  return {type: 'command', row, end, text: lines.slice(row, end).join('\n'), remark, code: code.join('\n')}
}

const isOpen = ({contexts, depth, wants}: State): boolean =>
  contexts.length > 0 || depth > 0 || wants !== undefined

const skipHeredocs = (state: State, lines: readonly string[], from: number): number => {
  let row = from
  for (const {word, isIndented} of state.heredocs.splice(0)) {
    const isEnd = (line: string): boolean => (isIndented ? line.replace(/^\t+/, '') : line) === word
    while (row < lines.length && !isEnd(lines[row] ?? '')) row++
    row = Math.min(row + 1, lines.length)
  }
  return row
}

const readLine = (state: State, line: string): void => {
  if (state.wants === 'line') state.wants = undefined
  state.comment = -1
  const top = state.contexts.at(-1)
  if (top === undefined || top === 'paren' || top === 'brace') state.atCommand = true
  for (let at = 0; at < line.length && state.comment < 0; ) at = readNext(state, line, at)
}

/** Reads what begins at this offset, and returns where the next begins. */
const readNext = (state: State, line: string, at: number): number => {
  const context = state.contexts.at(-1)
  const character = line[at] ?? ''
  if (!/[\s#]/.test(character)) state.wants = undefined
  if (context === 'single') return closeAt(state, character === "'", at)
  if (character === '\\') {
    if (at === line.length - 1) state.wants = 'line'
    state.atCommand = false
    return at + 2
  }
  if (context === 'ansi') return closeAt(state, character === "'", at)
  if (character === '$' || character === '`') return readExpansion(state, line, at)
  if (context === 'double') return closeAt(state, character === '"', at)
  return readQuote(state, line, at) ?? readBracket(state, line, at) ?? readWord(state, line, at)
}

const closeAt = (state: State, closes: boolean, at: number): number => {
  if (closes) state.contexts.pop()
  return at + 1
}

const open = (state: State, context: Context, next: number): number => {
  state.contexts.push(context)
  state.atCommand = context === 'paren' || context === 'brace' || context === 'backtick'
  return next
}

const readExpansion = (state: State, line: string, at: number): number => {
  if (line[at] === '`') {
    const isClosing = state.contexts.at(-1) === 'backtick'
    return isClosing ? closeAt(state, true, at) : open(state, 'backtick', at + 1)
  }
  if (line.startsWith('$((', at)) return open(state, 'arithmetic', open(state, 'arithmetic', at + 3))
  if (line.startsWith('$(', at)) return open(state, 'paren', at + 2)
  if (line.startsWith('${', at)) return open(state, 'parameter', at + 2)
  if (line.startsWith("$'", at) && state.contexts.at(-1) !== 'double') return open(state, 'ansi', at + 2)
  state.atCommand = false
  return at + 1
}

const readQuote = (state: State, line: string, at: number): number | undefined => {
  if (line[at] === "'" && state.contexts.at(-1) !== 'parameter') return open(state, 'single', at + 1)
  return line[at] === '"' ? open(state, 'double', at + 1) : undefined
}

const readBracket = (state: State, line: string, at: number): number | undefined => {
  const context = state.contexts.at(-1)
  const character = line[at]
  if (context === 'parameter') return closeAt(state, character === '}', at)
  if (context === 'arithmetic') {
    return character === '(' ? open(state, 'arithmetic', at + 1) : closeAt(state, character === ')', at)
  }
  if (state.atCommand && line.startsWith('((', at))
    return open(state, 'arithmetic', open(state, 'arithmetic', at + 2))
  if (character === '(') return open(state, 'paren', at + 1)
  if (character === ')') {
    state.atCommand = true // a `case` pattern ends with one too
    return closeAt(state, context === 'paren', at)
  }
  return undefined
}

const OPENERS = new Set(['if', 'for', 'while', 'until', 'case', 'select'])
const CLOSERS = new Set(['fi', 'done', 'esac'])
/** Words behind which a command begins. */
const LEADERS = new Set(['then', 'do', 'else', 'elif', 'if', 'while', 'until', '!', 'time'])
const WORD = /[^\s;&|<>()"'`$\\{}]+|[{}]/y
const HEREDOC = /<<(-?)\s*(?:'([^']+)'|"([^"]+)"|\\?([^\s;&|<>()"'`]+))/y
const OPERATOR = /\|\||&&|;;|[;&|]/y

const match = (pattern: RegExp, line: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at
  return pattern.exec(line)
}

const readWord = (state: State, line: string, at: number): number => {
  const character = line[at] ?? ''
  if (/\s/.test(character)) return at + 1
  if (character === '#' && (at === 0 || /[\s;&|()]/.test(line[at - 1] ?? ''))) {
    state.comment = at
    return at
  }
  const operator = match(OPERATOR, line, at)?.[0]
  if (operator !== undefined) {
    state.atCommand = true
    if (operator === '|' || operator === '||' || operator === '&&') state.wants = 'command'
    return at + operator.length
  }
  if (line.startsWith('<<<', at)) return at + 3
  const heredoc = match(HEREDOC, line, at)
  if (heredoc) {
    state.heredocs.push({word: heredoc[2] ?? heredoc[3] ?? heredoc[4] ?? '', isIndented: heredoc[1] === '-'})
    return at + heredoc[0].length
  }
  const word = match(WORD, line, at)?.[0]
  if (word === undefined) return at + 1
  readPlainWord(state, word)
  return at + word.length
}

const readPlainWord = (state: State, word: string): void => {
  const isFirst = state.atCommand
  state.atCommand = LEADERS.has(word)
  if (!isFirst) return
  if (OPENERS.has(word)) state.depth++
  else if (CLOSERS.has(word)) state.depth = Math.max(0, state.depth - 1)
  else if (word === '{') open(state, 'brace', 0)
  else if (word === '}' && state.contexts.at(-1) === 'brace') state.contexts.pop()
}
