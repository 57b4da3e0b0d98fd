// What source files import of one another, as far as their text shows: relative paths and `@/` in JavaScript and TypeScript, modules in
// Python. What is imported for its types alone, or when it is asked for, closes no circle as the program starts, and is left aside.

import {posix} from 'node:path'
import {isSign, stringAt, type Tokens, wordAt} from '../../executor/gates/source/calls.ts'
import {tokenize} from '../../executor/gates/source/tokens.ts'

const SCRIPT = /\.[cm]?[jt]sx?$/
const PYTHON = /\.py$/

export const isSource = (path: string): boolean => SCRIPT.test(path) || PYTHON.test(path)

/** The files of the tree that a file imports, each once. */
export const importsOf = (path: string, text: string, paths: ReadonlySet<string>): readonly string[] => {
  const candidates = PYTHON.test(path) ? pythonImports(path, text) : scriptImports(path, text)
  const found = candidates.flatMap(names => names.find(name => paths.has(name)) ?? [])
  return [...new Set(found)].filter(name => name !== path)
}

/** The names under which one import may be found, best first. */
type Candidates = readonly string[]

const scriptImports = (path: string, text: string): readonly Candidates[] =>
  specifiersIn(tokenize(text)).flatMap(specifier => {
    if (/^\.{1,2}(?:\/|$)/.test(specifier)) return [scriptNames(posix.join(posix.dirname(path), specifier))]
    const [, inside] = /^[@~]\/(.+)$/.exec(specifier) ?? []
    return inside === undefined ? [] : [[...scriptNames(`src/${inside}`), ...scriptNames(inside)]]
  })

const EXTENSIONS = ['ts', 'tsx', 'mts', 'cts', 'js', 'jsx', 'mjs', 'cjs']

/** TypeScript is imported by the name that it is compiled to, or without any ending. */
const scriptNames = (path: string): Candidates => {
  const bare = path.replace(/\.([cm]?)jsx?$/, '')
  return [
    path,
    ...EXTENSIONS.map(extension => `${path}.${extension}`),
    ...(bare === path ? [] : EXTENSIONS.map(extension => `${bare}.${extension}`)),
    ...EXTENSIONS.map(extension => posix.join(path, `index.${extension}`)),
  ]
}

const specifiersIn = (tokens: Tokens): readonly string[] =>
  tokens.flatMap((_, at) => {
    const word = wordAt(tokens, at)
    if (word === 'from' && !isForTypes(tokens, at)) return stringAt(tokens, at + 1) ?? []
    if (word === 'import') return stringAt(tokens, at + 1) ?? []
    return word === 'require' && isSign(tokens, at + 1, '(') ? (stringAt(tokens, at + 2) ?? []) : []
  })

/** So many tokens stand between `import` and `from` at the most; longer lists were made by machines. */
const FAR = 2_000

const isForTypes = (tokens: Tokens, from: number): boolean => {
  for (let at = from - 1; at >= Math.max(0, from - FAR); at--) {
    const word = wordAt(tokens, at)
    if (word === 'import' || word === 'export')
      return wordAt(tokens, at + 1) === 'type' && at + 2 !== from && !isSign(tokens, at + 2, ',')
  }
  return false
}

const pythonImports = (path: string, text: string): readonly Candidates[] =>
  text.split('\n').flatMap((line, index, all) => {
    const [, from, names = ''] = /^from +([\w.]+) +import +(\S.*)$/.exec(line) ?? []
    if (from !== undefined) {
      const list = names.startsWith('(') ? bracketed(all.slice(index, index + LIST_LINES)) : names
      return namesFrom(modulePlaces(path, from), list)
    }
    const [, modules = ''] = /^import +(\w[\w., ]*)/.exec(line) ?? []
    return wordsIn(modules).map(module => moduleFiles(modulePlaces(path, module)))
  })

/** In brackets, one name to a line. */
const LIST_LINES = 200

const bracketed = (lines: readonly string[]): string => {
  const end = lines.findIndex(line => line.includes(')'))
  return lines
    .slice(0, end + 1)
    .map(line => line.replace(/#.*/, ''))
    .join(' ')
    .replace(/^[^(]*\(/, '')
}

/** `a` and `b` of `a as x, b`. */
const wordsIn = (list: string): readonly string[] =>
  list.split(/[,()]/).flatMap(name => /^[\w.*]+/.exec(name.trim())?.[0] ?? [])

/** Each name is a module in the package, or something that the package itself defines. */
const namesFrom = (places: readonly string[], list: string): readonly Candidates[] =>
  wordsIn(list).map(name => [
    ...moduleFiles(places.map(place => posix.join(place, name))),
    ...moduleFiles(places),
  ])

/** Where a module may lie: dots lead up from the file; else it is looked for from the top, from `src/`, or beside the file. */
const modulePlaces = (path: string, module: string): readonly string[] => {
  const name = module.replace(/^\.+/, '')
  const dots = module.length - name.length
  const file = name.replaceAll('.', '/')
  const here = posix.dirname(path)
  if (dots === 0) return [file, `src/${file}`, posix.join(here, file)]
  return [posix.join(here, ...Array.from({length: dots - 1}, () => '..'), file)]
}

const moduleFiles = (places: readonly string[]): Candidates =>
  places.flatMap(place => [`${place}.py`, `${place}/__init__.py`])
