// Finds, in text whose bytes were once read in an old code page, the sequences of characters that were one character in UTF-8.
// Knows neither whether a text was damaged nor where the text comes from.

/** A family of code pages in which no character stands for two bytes, so that text gives its bytes back. */
export interface CodePage {
  /** Those it may have been, the usual one first. */
  readonly names: readonly [string, ...string[]]
  readonly bytes: ReadonlyMap<string, number>
  /** Matches the first two characters of any sequence: a text without them needs no closer look. */
  readonly opening: RegExp
}

/** Latin 1 and the Turkish page differ from `windows-1252` only where it has nothing, or in letters of their own. */
const tableOf = (...names: readonly [string, ...string[]]): CodePage => {
  const bytes = new Map<string, number>()
  const high = Uint8Array.from({length: 128}, (_, index) => 128 + index)
  for (const name of names) {
    const characters = [...new TextDecoder(name).decode(high)]
    characters.forEach((character, index) => {
      if (!bytes.has(character)) bytes.set(character, 128 + index)
    })
  }
  for (let control = 0x80; control < 0xa0; control++) bytes.set(String.fromCharCode(control), control)
  return {names, bytes, opening: new RegExp(`[${between(bytes, 0xc2, 0xf4)}][${between(bytes, 0x80, 0xbf)}]`)}
}

const between = (bytes: CodePage['bytes'], from: number, to: number): string =>
  [...bytes].flatMap(([character, byte]) => (byte >= from && byte <= to ? character : [])).join('')

export const WINDOWS = tableOf('windows-1252', 'windows-1254')
export const MACINTOSH = tableOf('macintosh')

export interface Sequence {
  /** Offset of its first character; each of them is one UTF-16 unit. */
  readonly at: number
  /** Number of characters, which is that of its bytes. */
  readonly length: number
  readonly codePoint: number
  readonly lead: number
  readonly second: number
}

/** What stands at this offset: a sequence, the rest of one that lost something, or neither. */
export type Found = Sequence | {readonly at: number; readonly length: number; readonly codePoint?: undefined}

/** Bytes behind the lead byte, and the smallest code point that needs so many. */
const FORMS: readonly (readonly [from: number, to: number, more: number, least: number])[] = [
  [0xc2, 0xdf, 1, 0x80],
  [0xe0, 0xef, 2, 0x800],
  [0xf0, 0xf4, 3, 0x10000],
]

/** Undefined where the character is one for itself. */
export const sequenceAt = (text: string, at: number, {bytes}: CodePage): Found | undefined => {
  const byteAt = (offset: number): number => bytes.get(text[offset] ?? '') ?? 0
  const lead = byteAt(at)
  const [from = 0, , more = 0, least = 0] = FORMS.find(([from, to]) => lead >= from && lead <= to) ?? []
  const isTail = (offset: number): boolean => (byteAt(offset) & 0xc0) === 0x80
  if (more === 0) return lead === 0x9f && isTail(at + 1) && isTail(at + 2) ? {at, length: 3} : undefined
  let codePoint = lead - from + (from === 0xc2 ? 2 : 0)
  let length = 1
  for (; length <= more && isTail(at + length); length++)
    codePoint = codePoint * 64 + (byteAt(at + length) & 0x3f)
  if (length <= more) return length > 1 ? {at, length} : undefined
  const isCharacter = codePoint >= least && codePoint <= 0x10ffff && (codePoint & 0x1ff800) !== 0xd800
  return isCharacter ? {at, length, codePoint, lead, second: byteAt(at + 1)} : undefined
}
