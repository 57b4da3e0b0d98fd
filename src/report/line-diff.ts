// Shows what changed between two texts with the same number of lines, as a unified diff that `git apply` and `patch` take.

/** Lines around a change. */
const CONTEXT = 3

/** Empty where nothing changed. */
export const lineDiff = (file: string, before: string, after: string): string => {
  const old = linesOf(before)
  const now = linesOf(after)
  const rows = old.flatMap((line, row) => (line === now[row] ? [] : [row]))
  if (rows.length === 0) return ''
  const hunks = hunksOf(rows, old.length).map(({from, to}) => {
    const range = `${from + 1},${to - from}`
    const lines = old.slice(from, to).map((line, index) => shown(line, now[from + index] ?? ''))
    return `@@ -${range} +${range} @@\n${lines.join('')}`
  })
  return `--- a/${file}\n+++ b/${file}\n${hunks.join('')}`
}

/** Each with its end; the last may have none. */
const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? []

const shown = (old: string, now: string): string =>
  old === now ? ` ${ended(old)}` : `-${ended(old)}+${ended(now)}`

const ended = (line: string): string =>
  line.endsWith('\n') ? line : `${line}\n\\ No newline at end of file\n`

interface Hunk {
  readonly from: number
  to: number
}

const hunksOf = (rows: readonly number[], end: number): readonly Hunk[] => {
  const hunks: Hunk[] = []
  for (const row of rows) {
    const last = hunks.at(-1)
    const to = Math.min(row + 1 + CONTEXT, end)
    if (last && row - CONTEXT <= last.to) last.to = to
    else hunks.push({from: Math.max(row - CONTEXT, 0), to})
  }
  return hunks
}
