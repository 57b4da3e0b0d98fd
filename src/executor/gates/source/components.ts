// A React component as the text of a file shows it: where it is defined, whether it is exported, whether it makes elements.

import {FAR, isSign, type Tokens, wordAt} from './calls.ts'

export interface Component {
  readonly line: number
  readonly isExported: boolean
  readonly makesElements: boolean
}

const DECLARATIONS = new Set(['function', 'class', 'const', 'let', 'var'])

/** Undefined: nothing of that name is defined at the top of the file. */
export const componentIn = (tokens: Tokens, name: string): Component | undefined => {
  const at = tokens.findIndex(
    ({text, depth}, index) =>
      text === name && depth === 0 && DECLARATIONS.has(wordAt(tokens, index - 1) ?? ''),
  )
  if (at === -1) return undefined
  const body = tokens.slice(at, endOf(tokens, at))
  // `memo(Inner)` makes the elements that `Inner` makes.
  const isWrapped = body.some(({text}) => WRAPPERS.has(text))
  return {
    line: tokens[at]?.line ?? 1,
    isExported: isExported(tokens, at, name),
    makesElements: makesElements(isWrapped ? tokens : body),
  }
}

const WRAPPERS = new Set(['memo', 'forwardRef', 'observer', 'connect'])

/** Where the next declaration begins at the top of the file. */
const endOf = (tokens: Tokens, from: number): number => {
  const end = tokens.findIndex(
    ({text, kind, depth}, at) =>
      at > from &&
      depth === 0 &&
      kind === 'word' &&
      (text === 'export' || DECLARATIONS.has(text)) &&
      startsLine(tokens, at),
  )
  return end === -1 ? tokens.length : end
}

const startsLine = (tokens: Tokens, at: number): boolean => tokens[at - 1]?.line !== tokens[at]?.line

const isExported = (tokens: Tokens, at: number, name: string): boolean => {
  const line = tokens[at]?.line
  const before = tokens.slice(Math.max(0, at - 4), at)
  if (before.some(({text, line: row}) => text === 'export' && row === line)) return true
  return tokens.some((_, index) => {
    if (wordAt(tokens, index) !== 'export') return false
    const isList = isSign(tokens, index + 1, '{')
    if (!isList && wordAt(tokens, index + 1) !== 'default') return false
    const rest = tokens.slice(index + 2, index + 2 + FAR)
    const end = rest.findIndex(({text, line: row}) => (isList ? text === '}' : row !== tokens[index]?.line))
    return rest.slice(0, end === -1 ? undefined : end).some(({text}) => text === name)
  })
}

/** A closed tag, `</a>` or `<a />`, or a call that makes an element. */
const makesElements = (tokens: Tokens): boolean =>
  tokens.some(
    ({text}, at) =>
      (text === '<' && isSign(tokens, at + 1, '/')) ||
      (text === '/' && isSign(tokens, at + 1, '>')) ||
      (text === 'createElement' && isSign(tokens, at + 1, '(')),
  )
