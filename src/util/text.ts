// Small readings of plain text. Knows nothing of plans or Markdown.

/** The lines of a text without their ends (`\n`, `\r\n` or `\r`) and without a byte order mark. */
export const splitLines = (text: string): string[] =>
  text.replace(/^\uFEFF/, '').split(text.includes('\r') ? /\r\n|\n|\r/ : '\n')

/** For comparing names that people write: lower case, single spaces, no space around. */
export const foldName = (name: string): string => name.toLowerCase().replace(/\s+/g, ' ').trim()

export const isBlank = (line: string): boolean => line.trim() === ''

/** Columns of white space a line begins with; a tab counts as one. */
export const indentOf = (line: string): number => line.length - line.trimStart().length

/** Without those of these characters that stand at the end; an expression such as `/-+$/` would take quadratic time. */
export const trimEndOf = (text: string, characters: string): string => {
  let end = text.length
  while (end > 0 && characters.includes(text[end - 1] ?? '')) end--
  return text.slice(0, end)
}

/** By the closing bracket; the wide ones are those of Chinese and Japanese. */
const OPENING: ReadonlyMap<string, string> = new Map([
  [')', '('],
  [']', '['],
  ['）', '（'],
  ['】', '【'],
])

/**
 * Round brackets at the end of a text: `"a (b) (c)"` gives `{before: "a (b)", inside: "c", at: 7}`, `at` being where `inside`
 * begins. Square brackets too. Undefined where there are none, or they do not match.
 */
export const trailingBrackets = (
  text: string,
): {readonly before: string; readonly inside: string; readonly at: number} | undefined => {
  const end = text.trimEnd().length - 1
  const close = text[end]
  const open = OPENING.get(close ?? '')
  if (open === undefined) return undefined
  let depth = 0
  for (let index = end; index >= 0; index--) {
    if (text[index] === close) depth++
    else if (text[index] === open && --depth === 0)
      return {before: text.slice(0, index).trimEnd(), inside: text.slice(index + 1, end), at: index + 1}
  }
  return undefined
}

/** The text with everything in brackets replaced by as many spaces: offsets stay. Brackets that never close are left. */
export const blankBrackets = (text: string): string => {
  const opened: number[] = []
  const cuts: [number, number][] = []
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '(' || text[index] === '（') opened.push(index)
    else if (text[index] === ')' || text[index] === '）') {
      const from = opened.pop()
      if (from !== undefined && opened.length === 0) cuts.push([from, index + 1])
    }
  }
  let result = ''
  let at = 0
  for (const [from, to] of cuts) {
    result += text.slice(at, from) + ' '.repeat(to - from)
    at = to
  }
  return result + text.slice(at)
}
