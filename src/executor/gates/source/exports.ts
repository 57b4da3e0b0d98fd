// What a file exports, by name. Knows nothing of what the names stand for.

import {isSign, type Tokens, wordAt} from './calls.ts'

/** The tokens that name an export: `export async function A`, `export const A`, `export {A, B as C}`. */
export const exportsOf = (tokens: Tokens): readonly number[] =>
  tokens.flatMap(({depth}, at) => {
    if (depth > 0 || wordAt(tokens, at) !== 'export') return []
    return isSign(tokens, at + 1, '{') ? listed(tokens, at + 2) : [declared(tokens, at + 1)]
  })

export const exportedNames = (tokens: Tokens): readonly string[] =>
  exportsOf(tokens).flatMap(at => wordAt(tokens, at) ?? [])

const MODIFIERS = new Set(['async', 'function', 'class', 'abstract', 'const', 'let', 'var', 'default'])

const declared = (tokens: Tokens, from: number): number => {
  let at = from
  while (MODIFIERS.has(wordAt(tokens, at) ?? '')) at++
  return at
}

const listed = (tokens: Tokens, from: number): readonly number[] => {
  const names: number[] = []
  for (let at = from; at < tokens.length && !isSign(tokens, at, '}'); at++) {
    if (isSign(tokens, at + 1, ',') || isSign(tokens, at + 1, '}')) names.push(at)
  }
  return names.filter(at => wordAt(tokens, at) !== undefined)
}
