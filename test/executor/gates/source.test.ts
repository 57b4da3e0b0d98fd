// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the sources of others hold templates
// What gates see in sources without running them: routes in all their forms, and components.

import fc from 'fast-check'
import {expect, test} from 'vitest'
import {componentIn} from '../../../src/executor/gates/source/components.ts'
import {exportedNames} from '../../../src/executor/gates/source/exports.ts'
import {prefixesIn, routesIn} from '../../../src/executor/gates/source/routes.ts'
import {tokenize} from '../../../src/executor/gates/source/tokens.ts'

const routes = (text: string, path = 'src/a.ts'): readonly string[] =>
  routesIn({path, tokens: tokenize(text)}).map(({method, path}) => `${method} ${path}`)

const FORMS: {readonly [name: string]: readonly [text: string, routes: readonly string[], path?: string]} = {
  'Express, in a chain': [
    `const api = express.Router()\napi.route('/a/:id').get(one, (x) => two(x)).put(three)`,
    ['GET /a/:id', 'PUT /a/:id'],
  ],
  'Fastify, as a plugin and as a record': [
    `export default async (f: FastifyInstance) => { f.get('/a', {schema}, h); f.route({method: ['GET', 'POST'], url: '/b', handler}) }`,
    ['GET /a', 'GET /b', 'POST /b'],
  ],
  'Hono, chained and by name': [
    `new Hono().get('/a', c => c.text('x')).on('PUT', '/b', h)`,
    ['GET /a', 'PUT /b'],
  ],
  'Nest, below a controller': [
    `@Controller('boats')\nclass A { @Get() all() {} @Post(':id') add() {} }`,
    ['GET /boats', 'POST /boats/:id'],
  ],
  'Next, by file and export': [
    `export async function GET() {}\nexport const POST = handler\nexport const dynamic = 'x'`,
    ['GET /boats/:id', 'POST /boats/:id'],
    'src/app/(harbour)/boats/[id]/route.ts',
  ],
  'Next, pages': ['export default function handler() {}', ['ALL /api/boats'], 'pages/api/boats/index.ts'],
  tRPC: [
    `t.router({list: publicProcedure.query(f), add: publicProcedure.input(z.object({})).mutation(g)})`,
    ['QUERY list', 'MUTATION add'],
  ],
  'what is no route': [
    `// app.get('/a', h)\n/* app.get('/b', h) */ const s = "app.get('/c', h)"; axios.get('/d', {}); map.get('/e', 1); app.get('title'); request(app).get('/f', 1)`,
    [],
  ],
}

test.each(Object.entries(FORMS))('S003-26: routes of %s are seen', (_name, [text, expected, path]) => {
  expect(routes(text, path)).toEqual(expected)
})

test('prefixes of mounted routers are seen', () => {
  const text = `app.use('/v2', boats); app.register(x, {prefix: '/v3'}); app.use(cors()); new Hono().basePath('/api')`
  expect(prefixesIn({path: 'a.ts', tokens: tokenize(text)})).toEqual(['/v2', '/v3', '/api'])
})

test('comments, strings, templates, regular expressions and JSX are told apart', () => {
  const text = "const a = b / c / d, r = /[/\"]'/g.test(`x${`y${'}'}`}`) // 'no\n<p>Don't</p>; 'it\\'s'"
  expect(tokenize(text).map(({kind, text}) => (kind === 'string' ? `"${text}"` : text))).toEqual(
    'const a = b / c / d , r = // g . test ( "x${`y${\'}\'}`}" ) < p > Don \' t < / p > ; "it\\\'s"'.split(
      ' ',
    ),
  )
  expect(tokenize('a\n{\n`\n\n`\nb }').map(({text, line, depth}) => [text, line, depth])).toEqual([
    ['a', 1, 0],
    ['{', 2, 0],
    ['\n\n', 3, 1],
    ['b', 6, 1],
    ['}', 6, 0],
  ])
})

test('any text can be cut into tokens, and is gone through once', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('`', '${', '}', '/', '*', "'", '\\', '\n', 'a', '(', '<', '[')),
      parts => {
        const tokens = tokenize(parts.join(''))
        expect(tokens.length).toBeLessThanOrEqual(parts.length * 2)
      },
    ),
  )
})

test.each(['`${', "'\\", '=/[', '${`', '/*', '<p>', '`'])(
  '200,000 times %j takes no longer than it must',
  part => {
    const start = performance.now()
    tokenize(part.repeat(200_000))
    expect(performance.now() - start).toBeLessThan(5_000)
  },
)

test.each([`a.route({`, `r.route('/a').get(`, 'export default ', 'export {', 'x: procedure.query(', 'A = '])(
  'routes and components in 10,000 times %j are found in time',
  part => {
    const text = `express(); const A = <p />\n${part.repeat(10_000)}`
    const start = performance.now()
    routes(text)
    component(text, 'A')
    expect(performance.now() - start).toBeLessThan(10_000)
  },
)

test('what a file exports is seen, and nothing else', () => {
  const text = `export const A = 1, x = 2\nexport default class B {}\nexport {c, d as E}\nexport type F = 1\n{ export const G = 1 }`
  expect(exportedNames(tokenize(text))).toEqual(['A', 'B', 'c', 'E', 'type'])
})

const component = (text: string, name: string) => {
  const found = componentIn(tokenize(text), name)
  return found === undefined
    ? 'none'
    : `${found.isExported ? 'exported' : 'private'}, ${found.makesElements ? 'elements' : 'no elements'}`
}

test('S003-26: components are seen in all their forms', () => {
  expect(component('export const A = () => (\n  <p>:)</p>\n)', 'A')).toBe('exported, elements')
  expect(component('class A extends Component { render() { return <p /> } }\nexport {A}', 'A')).toBe(
    'exported, elements',
  )
  expect(component('const Inner = () => <p />\nconst A = memo(Inner)\nexport default A', 'A')).toBe(
    'exported, elements',
  )
  expect(component("export const A = () => createElement('p')", 'A')).toBe('exported, elements')
  expect(component('export const A = <T>(x: T): T => x\nexport const B = () => <p />', 'A')).toBe(
    'exported, no elements',
  )
  expect(component('function A() { return <p /> }\nexport default B', 'A')).toBe('private, elements')
  expect(component('// const A = <p />\nfunction f() { const A = <p /> }', 'A')).toBe('none')
})
