// What stands at a place of a document, for rules that offer to rewrite it. Knows no rules.

import {splitLines} from '../util/text.ts'
import type {Edit, Fix, Location} from './diagnostic.ts'

/** The marked part of a line; undefined where the document is not at hand. */
export type Marked = (location: Location) => string | undefined

/** Texts of documents by name. */
export interface Texts {
  readonly [file: string]: string
}

export const markedIn = (texts: Texts): Marked => {
  const lines = new Map<string, readonly string[]>()
  const linesOf = (file: string): readonly string[] => {
    const known = lines.get(file) ?? splitLines(texts[file] ?? '')
    lines.set(file, known)
    return known
  }
  return ({file, line, column, endColumn}) =>
    Object.hasOwn(texts, file)
      ? linesOf(file)[line - 1]?.slice(column - 1, endColumn === undefined ? undefined : endColumn - 1)
      : undefined
}

/** Puts another text where `written` stands. */
export const rewrite = (location: Location, written: string, newText: string): Edit => {
  const {file, line, column} = location
  return {span: {file, line, column, endLine: line, endColumn: column + written.length}, newText}
}

const NUMBERS = /\d+(?:[.,]\d+)?/g

/**
 * The text with another number in the place of its only one; undefined where that is not the stated one, or where there are several:
 * "40 hours (5 days)" says its number twice.
 */
export const withNumber = (text: string, stated: number, right: number): string | undefined => {
  const [number, ...others] = text.match(NUMBERS) ?? []
  if (number === undefined || others.length > 0 || Number(number.replace(',', '.')) !== stated)
    return undefined
  return text.replace(number, () => String(right))
}

/** `1 task`, but `2 tasks`. */
const inNumber = (text: string, count: number): string =>
  text.replace(/(\d (?:atomic )?task)s?\b/i, count === 1 ? '$1' : '$1s')

/** Corrects a number in the words of the document, unless that cannot be done for certain. */
export const correctNumber = (
  marked: Marked,
  {value, location}: {readonly value: number; readonly location: Location},
  right: number,
): {readonly fix?: Fix} => {
  const written = marked(location)
  const corrected = written === undefined ? undefined : withNumber(written, value, right)
  if (written === undefined || corrected === undefined) return {}
  const newText = inNumber(corrected, right)
  return {fix: {description: `write "${newText}"`, edits: [rewrite(location, written, newText)]}}
}
