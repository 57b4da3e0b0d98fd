// What tells a compiled plan from one that somebody wrote: its first line.

const OPENING = '# Compiled by agent-spawn from '

/** `from` names the document to edit. */
export const openingLine = (from: string): string =>
  `${OPENING}${from.replaceAll(/\p{Cc}/gu, ' ')}: edit that document, not this file, and compile again.\n`

export const isCompiled = (text: string): boolean => text.startsWith(OPENING)

const MI = 1024 * 1024
const MAX_PLAN = 8 * MI // a plan of 18,000 tasks; more is a log or an accident
const MAX_COMPILED = 64 * MI // with its places and steps a plan becomes two to three times as long, one of mere headings eight times

/** How long a text may be, in UTF-16 units: what was compiled can be read, too. */
export const lengthMax = (text: string): number => (isCompiled(text) ? MAX_COMPILED : MAX_PLAN)
