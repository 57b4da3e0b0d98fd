// Small questions about tokens: what stands at a place, and where a call ends.

import type {Token} from './tokens.ts'

export type Tokens = readonly Token[]

export const isSign = (tokens: Tokens, at: number, text: string): boolean =>
  tokens[at]?.kind === 'sign' && tokens[at]?.text === text

export const wordAt = (tokens: Tokens, at: number): string | undefined =>
  tokens[at]?.kind === 'word' ? tokens[at]?.text : undefined

export const stringAt = (tokens: Tokens, at: number): string | undefined =>
  tokens[at]?.kind === 'string' ? tokens[at]?.text : undefined

/** Of `.name(` that begins at a place: the name. */
export const methodAt = (tokens: Tokens, at: number): string | undefined =>
  isSign(tokens, at, '.') && isSign(tokens, at + 2, '(') ? wordAt(tokens, at + 1) : undefined

/** Tokens that are looked through for the end of something; what is longer was written to keep us busy. */
export const FAR = 2_000

/** Behind the bracket that closes the round one at a place, or where looking for it ends. */
export const afterCall = (tokens: Tokens, open: number): number => {
  const end = Math.min(tokens.length, open + FAR)
  let depth = 0
  for (let at = open; at < end; at++) {
    if (isSign(tokens, at, '(')) depth++
    else if (isSign(tokens, at, ')') && --depth === 0) return at + 1
  }
  return end
}
