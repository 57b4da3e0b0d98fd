// Repairs mojibake: text in UTF-8 that some program read in an old code page and wrote as UTF-8 again, so that `—` became `â€”`.
// Lines stay lines. What lost a byte on the way cannot be repaired and stays as it is. Knows no format.

import type {Diagnostic, Fix} from '../graph/diagnostic.ts'
import {rewrite} from '../graph/marked.ts'
import {placesOf} from '../graph/offsets.ts'
import {counted} from '../graph/wording.ts'
import {isCompiled} from '../graph/yaml/compiled.ts'
import {splitLines} from '../util/text.ts'
import {type CodePage, MACINTOSH, type Sequence, sequenceAt, WINDOWS} from './code-pages.ts'
import type {PlanDocument} from './format.ts'

export interface Repair {
  readonly text: string
  /** Absent where nothing was damaged. */
  readonly damage?: {
    /** That the text was read in. */
    readonly codePage: string
    /** Repaired characters, and the first of them with its offset in the repaired text. */
    readonly count: number
    readonly first: string
    readonly at: number
  }
}

/** Without a byte order mark and repaired: every place that is told of the document is one of this text. */
export const repairDocument = (
  given: PlanDocument,
): {readonly document: PlanDocument; readonly diagnostics: readonly Diagnostic[]} => {
  const {text, damage} = repairText(given.text)
  const document = text === given.text ? given : {...given, text}
  return {document, diagnostics: damage ? [{...mojibake(document, damage), ...repairOf(given, text)}] : []}
}

/** Lines stay lines, so each is replaced as a whole. */
const repairOf = ({file, text}: PlanDocument, repaired: string): {readonly fix: Fix} => {
  const lines = splitLines(repaired)
  const edits = splitLines(text).flatMap((written, row) => {
    const newText = lines[row] ?? ''
    return newText === written ? [] : [rewrite({file, line: row + 1, column: 1}, written, newText)]
  })
  return {fix: {description: 'save the document as UTF-8', edits}}
}

const mojibake = (
  document: PlanDocument,
  {codePage, count, first, at}: NonNullable<Repair['damage']>,
): Diagnostic => ({
  severity: 'warning',
  rule: 'mojibake',
  message:
    `${document.file} was once read as ${codePage} and saved so: ${counted(count, 'damaged character')} read as meant, ` +
    `the first as "${first}"; save the document as UTF-8 to be rid of this`,
  location: placesOf(document)(at, at + first.length),
  related: [],
})

/** A text may have been damaged twice; more than that nobody has seen. */
const ROUNDS = 3

/**
 * Cuts a byte order mark, too. A text that is not damaged comes back as it is, and so does a compiled plan: its document was judged as
 * a whole, of which it holds only parts.
 */
export const repairText = (given: string): Repair => {
  if (isCompiled(given)) return {text: given}
  let repair: Repair = {text: withoutMark(given)}
  for (let round = 0; round < ROUNDS; round++) {
    const {text} = repair
    const damages = [WINDOWS, MACINTOSH].flatMap(page => damageOf(text, page) ?? [])
    const [damage] = damages.sort((a, b) => b.sequences.length - a.sequences.length)
    if (!damage) break
    repair = mend(text, damage)
  }
  return repair
}

/** As it is, or damaged itself. */
const withoutMark = (text: string): string =>
  text.replace(/^(?:\uFEFF|\u00EF\u00BB\u00BF|\u00D4\u00AA\u00F8)/, '')

interface Damage {
  readonly page: CodePage
  readonly sequences: readonly Sequence[]
}

/**
 * Undefined where the text is not damaged. Any writing may by chance have a capital letter in front of a quotation mark, or an `é`
 * in front of two, that would be one character; so there must be a sequence that no writing has, and more sequences than
 * characters that are whole.
 */
const damageOf = (text: string, page: CodePage): Damage | undefined => {
  if (!page.opening.test(text)) return undefined
  const sequences: Sequence[] = []
  let whole = 0
  let isSure = false
  let row = 0
  for (const {0: run, index: start} of text.matchAll(/[\u0080-\uFFFF]+/g)) {
    for (let at = start; at < start + run.length; ) {
      const found = sequenceAt(text, at, page)
      if (found?.codePoint !== undefined) {
        row = isBehind(found, sequences.at(-1)) ? row + 1 : 1
        isSure ||= isTelling(text, found, row, page)
        sequences.push(found)
      } else if (!found && text[at] !== '\uFFFD') whole++
      at += found?.length ?? 1
    }
  }
  return isSure && sequences.length > whole ? {page, sequences} : undefined
}

/** Second bytes of the symbols that plans are full of: punctuation, arrows, signs. In both code pages nobody writes them behind a `â` or `‚`. */
const SYMBOLS = [0x80, 0x82, 0x84, 0x86, 0x87, 0x88, 0x89, 0x8c, 0x98, 0x9a, 0x9c, 0x9e]

/** No writing has these characters together. `row` counts the sequences of one kind up to this one. */
const isTelling = (text: string, found: Sequence, row: number, page: CodePage): boolean => {
  const {at, length, lead, second, codePoint} = found
  const isMac = page === MACINTOSH
  if (lead === 0xe2 && SYMBOLS.includes(second)) return true
  if (lead === 0xf0 && second === 0x9f) return true
  if (codePoint === 0xfe0f || codePoint === 0xfffd) return true
  const isInWord = isLowerCase(text[at - 1]) && isLowerCase(text[at + length])
  if (isInWord && codePoint < 0x2000 && (lead <= 0xc5 || lead === 0xe1)) return true
  if (lead > 0xc5) return row > (isMac && lead < 0xe0 ? 2 : 1)
  const isUnsuited = lead <= 0xc3 && UNSUITED.get(page)?.includes(text[at + 1] ?? '') === true
  return isUnsuited || (isMac ? row > 1 : isLowerCase(text[at - 1]))
}

/** Whether it follows at once, and both are letters or signs of one block: a word, or a line that is drawn. */
const isBehind = ({at, codePoint}: Sequence, before: Sequence | undefined): boolean => {
  if (!before || before.at + before.length !== at) return false
  const isOneBlock = codePoint < 0x370 ? before.codePoint < 0x370 : before.codePoint >= 0x370
  return (
    isOneBlock &&
    Math.abs(before.codePoint - codePoint) < 0x5000 &&
    LETTERS.test(String.fromCodePoint(before.codePoint, codePoint))
  )
}

const LETTERS = /^[\p{L}\p{So}]{2}$/u

const isLowerCase = (character: string | undefined): boolean =>
  character !== undefined && /[a-z]/.test(character)

/** What cannot stand behind a capital `Â` or `Ã`, or behind a `¬` or `√`, though much can that ends a word or a formula. */
const UNSUITED: ReadonlyMap<CodePage, string> = new Map([
  [WINDOWS, '¡¢£¤¥¦§¨©¬\u00AD¯±´µ¶¸¼½¾¿€‚ƒ„†‡ˆ‰‹Œ'],
  [MACINTOSH, '©®§¶´¨†¢£•™ßåáàâäãçéèêëíìîïñóòôöõúùûüÄÅÇÉÑÖÜÆæØø'],
])

const mend = (text: string, {page, sequences}: Damage): Repair => {
  const parts: string[] = []
  let last = 0
  let isTurkish = false
  for (const {at, length, codePoint} of sequences) {
    parts.push(text.slice(last, at), String.fromCodePoint(codePoint))
    last = at + length
    isTurkish ||= /[ĞğİıŞş]/.test(text.slice(at, last))
  }
  parts.push(text.slice(last))
  const [{at, codePoint} = {at: 0, codePoint: 0}] = sequences
  const codePage = (isTurkish ? page.names[1] : undefined) ?? page.names[0]
  const first = String.fromCodePoint(codePoint)
  return {text: withoutMark(parts.join('')), damage: {codePage, count: sequences.length, first, at}}
}
