// The HTTP routes that source files define, as far as the text shows: Express, Fastify, Hono, Koa, Elysia, Nest, Next and tRPC.
// Routes that are computed are not seen.

import {afterCall, isSign, methodAt, stringAt, type Tokens, wordAt} from './calls.ts'
import {exportsOf} from './exports.ts'
import type {SourceFile} from './files.ts'

export interface Route {
  /** Upper case; `ALL` for every method; `QUERY`, `MUTATION` and `SUBSCRIPTION` are those of tRPC. */
  readonly method: string
  /** As written; in front of it may come the prefix under which its router is mounted. */
  readonly path: string
  readonly file: string
  readonly line: number
}

export const routesIn = (file: SourceFile): readonly Route[] =>
  [called, configured, decorated, byFileName, procedures].flatMap(find =>
    find(file).map(({method, path, at}) => ({
      method: method.toUpperCase(),
      path,
      file: file.path,
      line: file.tokens[at]?.line ?? 1,
    })),
  )

interface Found {
  readonly method: string
  readonly path: string
  /** Its token. */
  readonly at: number
}

const METHODS = new Set(['get', 'head', 'post', 'put', 'patch', 'delete', 'options', 'all'])

const isPath = (text: string | undefined): text is string => text !== undefined && /^[/*]|^\$\{/.test(text)

/** `app.get('/a', …)`, `router.route('/a').get(…).post(…)` and `app.on('GET', '/a', …)`. */
const called = ({tokens}: SourceFile): readonly Found[] => {
  const isRouter = routersOf(tokens)
  return tokens.flatMap((_, at): readonly Found[] => {
    const name = methodAt(tokens, at)
    if (name === undefined || !isRouter(at - 1)) return []
    const [first, second] = [stringAt(tokens, at + 3), stringAt(tokens, at + 5)]
    if (name === 'on' && first !== undefined && METHODS.has(first.toLowerCase()) && isPath(second))
      return [{method: first, path: second, at}]
    if (!isPath(first)) return []
    if (name === 'route' && isSign(tokens, at + 4, ')')) return chained(tokens, at + 5, first)
    return METHODS.has(name) && isSign(tokens, at + 4, ',') ? [{method: name, path: first, at}] : []
  })
}

const chained = (tokens: Tokens, from: number, path: string): readonly Found[] => {
  const found: Found[] = []
  for (let at = from; ; at = afterCall(tokens, at + 2)) {
    const method = methodAt(tokens, at)
    if (method === undefined) return found
    if (METHODS.has(method)) found.push({method, path, at})
  }
}

const FACTORIES = new Set([
  'express',
  'Router',
  'Hono',
  'OpenAPIHono',
  'fastify',
  'Fastify',
  'Koa',
  'KoaRouter',
  'Elysia',
])
const TYPES = new Set([...FACTORIES, 'Express', 'Application', 'FastifyInstance', 'IRouter'])

/** Clients have methods of the same names: what is neither made nor named as a router is taken for one of those. */
const ROUTER_NAME = /(?:app|router|server|fastify|hono|routes?)$/i

/** Whether the token at a place stands for a router: its name, or the end of a call in a file that makes one. */
const routersOf = (tokens: Tokens): ((at: number) => boolean) => {
  const made = new Set<string>()
  let makesOne = false
  tokens.forEach((token, at) => {
    if (token.kind !== 'word') return
    if (FACTORIES.has(token.text) && (isSign(tokens, at + 1, '(') || isSign(tokens, at + 1, '<')))
      makesOne = true
    const isMade = isSign(tokens, at + 1, '=') && rightSide(tokens, at + 2).some(word => FACTORIES.has(word))
    const isTyped = isSign(tokens, at + 1, ':') && TYPES.has(wordAt(tokens, at + 2) ?? '')
    if (isMade || isTyped) made.add(token.text)
  })
  return at => {
    const word = wordAt(tokens, at)
    return word === undefined ? makesOne && isSign(tokens, at, ')') : made.has(word) || ROUTER_NAME.test(word)
  }
}

/** The words of `await new express.Router(`. */
const rightSide = (tokens: Tokens, from: number): readonly string[] => {
  const words: string[] = []
  for (let at = from; wordAt(tokens, at) !== undefined || isSign(tokens, at, '.'); at++)
    words.push(wordAt(tokens, at) ?? '')
  return words
}

/** Fastify's `app.route({method: 'GET', url: '/a'})`, of which `method` may be a list. */
const configured = ({tokens}: SourceFile): readonly Found[] =>
  tokens.flatMap((_, at): readonly Found[] => {
    if (methodAt(tokens, at) !== 'route' || !isSign(tokens, at + 3, '{')) return []
    const inside = recordAt(tokens, at + 3)
    const placeOf = (...keys: readonly string[]) =>
      inside.findIndex((token, index) => keys.includes(token.text) && isSign(inside, index + 1, ':')) + 2
    const path = stringAt(inside, placeOf('url', 'path'))
    if (!isPath(path)) return []
    return listAt(inside, placeOf('method')).map(method => ({method, path, at}))
  })

/** So many tokens of a route's options are looked through: its method and address stand at their beginning. */
const OPTIONS = 200

const recordAt = (tokens: Tokens, brace: number): Tokens => {
  const window = tokens.slice(brace, brace + OPTIONS)
  const end = window.findIndex(({depth}, index) => index > 0 && depth <= (window[0]?.depth ?? 0))
  return end === -1 ? window : window.slice(0, end)
}

const listAt = (tokens: Tokens, from: number): readonly string[] => {
  const single = stringAt(tokens, from)
  if (single !== undefined || !isSign(tokens, from, '[')) return single === undefined ? [] : [single]
  const end = tokens.findIndex((_, at) => at > from && isSign(tokens, at, ']'))
  return tokens.slice(from, end).flatMap(({kind, text}) => (kind === 'string' ? [text] : []))
}

const DECORATORS = /^(?:Get|Head|Post|Put|Patch|Delete|Options|All)$/

/** Nest's `@Get('a')` below `@Controller('b')`. */
const decorated = ({tokens}: SourceFile): readonly Found[] => {
  let prefix = ''
  return tokens.flatMap((_, at): readonly Found[] => {
    if (!isSign(tokens, at, '@') || !isSign(tokens, at + 2, '(')) return []
    const name = wordAt(tokens, at + 1) ?? ''
    const path = stringAt(tokens, at + 3) ?? ''
    if (name === 'Controller') prefix = path
    return DECORATORS.test(name) ? [{method: name, path: joined(prefix, path), at}] : []
  })
}

const joined = (...parts: readonly string[]): string =>
  `/${parts
    .flatMap(part => part.split('/'))
    .filter(Boolean)
    .join('/')}`

/** Next's `app/a/[id]/route.ts`, whose exports are named as methods, and `pages/api/a.ts`. */
const byFileName = ({path: file, tokens}: SourceFile): readonly Found[] => {
  const handler = /(?:^|\/)app\/(?<directory>.*\/)?route\.[cm]?[jt]sx?$/.exec(file)
  if (handler !== null) {
    const path = nextPath(handler.groups?.directory ?? '')
    return exportsOf(tokens).flatMap(at => {
      const method = tokens[at]?.text ?? ''
      return METHODS.has(method.toLowerCase()) && method === method.toUpperCase() ? [{method, path, at}] : []
    })
  }
  const [, page] = /(?:^|\/)pages\/(api\/.*?)(?:\/index)?\.[cm]?[jt]sx?$/.exec(file) ?? []
  const at = tokens.findIndex(
    (_, index) => wordAt(tokens, index) === 'export' && wordAt(tokens, index + 1) === 'default',
  )
  return page === undefined || at === -1 ? [] : [{method: 'all', path: nextPath(page), at}]
}

/** Groups in brackets are no part of an address. */
const nextPath = (directory: string): string =>
  joined(
    ...directory
      .split('/')
      .filter(part => !/^[(@]/.test(part))
      .map(part => {
        const name = /^\[{1,2}([^[\]]*)\]{1,2}$/.exec(part)?.[1]
        return name === undefined ? part : `:${name.replace(/^\.\.\./, '')}`
      }),
  )

const PROCEDURE = /procedure$/i
const OPERATIONS = new Set(['query', 'mutation', 'subscription'])

/** tRPC's `name: publicProcedure….query(…)`. */
const procedures = ({tokens}: SourceFile): readonly Found[] => {
  const starts = tokens.flatMap((token, at) =>
    token.kind === 'word' && PROCEDURE.test(token.text) && isSign(tokens, at - 1, ':') ? [at] : [],
  )
  return starts.flatMap((start, index): readonly Found[] => {
    const end = starts[index + 1] ?? tokens.length
    for (let at = start + 1; at < end; at++) {
      const method = methodAt(tokens, at)
      if (method !== undefined && OPERATIONS.has(method))
        return [{method, path: tokens[start - 2]?.text ?? '', at: start}]
    }
    return []
  })
}

const MOUNTS = new Set(['use', 'route', 'basePath', 'group', 'setGlobalPrefix', 'register'])

/** Prefixes under which files mount routers: `app.use('/v2', router)`, `{prefix: '/v2'}`. */
export const prefixesIn = ({tokens}: SourceFile): readonly string[] =>
  tokens.flatMap((token, at) => {
    const prefix = MOUNTS.has(methodAt(tokens, at) ?? '') ? stringAt(tokens, at + 3) : undefined
    const option =
      token.text === 'prefix' && isSign(tokens, at + 1, ':') ? stringAt(tokens, at + 2) : undefined
    return [prefix, option].filter(found => found !== undefined)
  })
