// Every regular expression of src/: the literals, and what `new RegExp` makes of constants and of words of a document.

import {readdirSync, readFileSync} from 'node:fs'
import {join, sep} from 'node:path'
import {parseSync, Visitor} from 'oxc-parser'

const SRC = join(import.meta.dirname, '../../src')

export interface Expression {
  /** `plan/sheet.ts:101`. */
  readonly place: string
  readonly pattern: string
  readonly flags: string
}

export const literals = (): Expression[] =>
  readdirSync(SRC, {recursive: true, encoding: 'utf8'})
    .filter(file => file.endsWith('.ts'))
    .sort()
    .flatMap(literalsIn)

const literalsIn = (file: string): Expression[] => {
  const text = readFileSync(join(SRC, file), 'utf8')
  const found: Expression[] = []
  new Visitor({
    Literal: node => {
      if (!('regex' in node)) return
      const line = text.slice(0, node.start).split('\n').length
      found.push({place: `${file.split(sep).join('/')}:${line}`, ...node.regex})
    },
  }).visit(parseSync(file, text).program)
  return found
}

/** What `construct` makes with `new RegExp` inside of src/. The modules it loads must not have been loaded before. */
export const constructed = async (construct: () => Promise<void>): Promise<Expression[]> => {
  const found = new Map<string, Expression>()
  const original = globalThis.RegExp
  globalThis.RegExp = new Proxy(original, {
    construct: (target, given: [string | RegExp, string?], made) => {
      const expression: RegExp = Reflect.construct(target, given, made)
      const place = /\/src\/([\w/.-]+:\d+)/.exec(new Error('place').stack?.split('\n')[2] ?? '')?.[1]
      if (place !== undefined)
        found.set(`${place} ${expression.source}`, {
          place,
          pattern: expression.source,
          flags: expression.flags,
        })
      return expression
    },
  })
  try {
    await construct()
  } finally {
    globalThis.RegExp = original
  }
  return [...found.values()]
}
