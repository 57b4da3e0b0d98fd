// For every type of gate: a tree, parameters with which it passes, fails and is malformed, and what it says then.

import type {ShapedType} from '../../../src/graph/gate-shapes.ts'
import type {Gate} from '../../../src/graph/task.ts'

export interface Case {
  /** Texts by path. */
  readonly files: {readonly [path: string]: string}
  /** Needs the packages that this repository has installed. */
  readonly hasPackages?: boolean
  readonly pass: Expectation
  readonly fail: Expectation
  readonly malformed: readonly [parameters: Gate['parameters'], problem: string]
  /** Parameters that name one path to be read; absent where a gate names none. */
  readonly path?: (path: string) => Gate['parameters']
}

type Expectation = readonly [parameters: Gate['parameters'], said: RegExp, verdict?: 'manual']

const SQL = `
CREATE TABLE IF NOT EXISTS boats (id serial PRIMARY KEY, name text CONSTRAINT boat_name UNIQUE);
CREATE INDEX boats_by_length ON boats (length(name));
`

const ROUTER = `
import express, {Router} from 'express'
export const boats: Router = Router()
// boats.get('/ghosts', haunt)
boats.get('/boats', list).post('/boats', add)
boats.route('/boats/:id').get(one).delete(sink)
`

const MOUNT = `import {boats} from './boats.ts'\nconst app = express()\napp.use('/v2', boats)\n`

const TESTS = `
import {test} from 'node:test'
test('floats', () => {})
test('sails', () => {})
test.skip('flies', () => {})
`

const JUNIT = (failures: string) =>
  `<?xml version="1.0"?><testsuites><testsuite><testcase name="floats"/><testcase name="sails">${failures}</testcase></testsuite></testsuites>`

const COVERED = (percent: number) => JSON.stringify({total: {lines: {pct: percent}}})

export const CASES: {readonly [type in ShapedType]: Case} = {
  file_exists: {
    files: {'src/a.ts': ''},
    pass: [{paths: ['src/*.ts']}, /^1 name matches "src\/\*\.ts"\.$/],
    fail: [{paths: ['src/b.ts']}, /^"src\/b\.ts" does not exist\.$/],
    malformed: [{paths: [7]}, '"paths" is [7], expected a path or a list of paths'],
    path: path => ({paths: [path]}),
  },
  sql_syntax: {
    files: {'good.sql': SQL, 'bad.sql': '-- é😀\nCREATE TABLE a (\n  id serial,,\n);'},
    pass: [{files: ['good.sql']}, /^good\.sql holds 2 statements\.$/],
    fail: [{files: '*.sql'}, /^bad\.sql:3:13: syntax error at or near ","\.$/],
    malformed: [
      {file: 'good.sql'},
      '"files" is missing, expected a path or a list of paths; "file" is not known (did you mean "files"?); expected one of files, description, retries',
    ],
    path: path => ({files: [path]}),
  },
  schema_validation: {
    files: {
      'db/001_boats.up.sql': SQL,
      'db/001_boats.down.sql': 'DROP TABLE boats;',
      'db/002_harbours.sql': 'CREATE TABLE public.harbours (id int); DROP INDEX boats_by_length;',
    },
    pass: [
      {tables: ['boats', 'harbours', 'public.harbours'], indexes: ['boat_name']},
      /^The table boats is created\.$/m,
    ],
    fail: [
      {tables: ['boats'], indexes: ['boats_by_length']},
      /^No statement creates the index boats_by_length; found boat_name in db\/001_boats\.up\.sql and db\/002_harbours\.sql\.$/,
    ],
    malformed: [{}, 'expected at least one name under "tables" or "indexes"'],
    path: path => ({tables: ['boats'], files: [path]}),
  },
  typescript_compile: {
    hasPackages: true,
    files: {
      'tsconfig.json': '{"compilerOptions": {"strict": true, "types": []}, "include": ["src"]}',
      'src/good.ts': 'export const length: number = 7\n',
      'src/bad.ts': 'export const length: number =\n  "seven"\n',
    },
    pass: [{files: ['src/good.ts']}, /^No error in 1 file\. Not counted: 1 error elsewhere\.$/],
    fail: [
      {files: ['src/']},
      /^src\/bad\.ts:1:14: error TS2322: Type 'string' is not assignable to type 'number'\.$/,
    ],
    malformed: [{files: []}, '"files" is [], expected a list that is not empty'],
    path: path => ({files: [path]}),
  },
  zod_schema_validation: {
    hasPackages: true,
    files: {
      'src/schemas.ts': `import {z} from 'zod'\nexport type Boat = z.infer<typeof BoatSchema>\nexport const BoatSchema = z.object({name: z.string()})\nexport const Anything = z.unknown()\nexport class Harbour {}\n`,
    },
    pass: [{schemas: ['Boat']}, /BoatSchema of src\/schemas\.ts is a Zod schema\.$/],
    fail: [
      {schemas: ['Anything']},
      /Anything of src\/schemas\.ts accepts whatever it is given; expected a schema that refuses something\.$/,
    ],
    malformed: [{schemas: 'Boat'}, '"schemas" is "Boat", expected a list of texts'],
    path: path => ({schemas: ['Boat'], files: [path]}),
  },
  route_definitions: {
    files: {'src/boats.ts': ROUTER, 'src/client.ts': `axios.get('/boats', {})\n`},
    pass: [{minRoutes: 4}, /^4 routes in 2 files; expected at least 4\.\nGET \/boats \(src\/boats\.ts:5\)$/m],
    fail: [{minRoutes: 5}, /^4 routes in 2 files; expected at least 5\.$/m],
    malformed: [{minRoutes: '5'}, '"minRoutes" is "5", expected a whole number'],
    path: path => ({minRoutes: 1, files: [path]}),
  },
  unit_tests: {
    files: {'boat.test.js': TESTS},
    pass: [{testFile: 'boat.test.js', minTests: 2}, /^agent-spawn: 2 tests passed, 0 failed, 1 skipped\.$/m],
    fail: [
      {testFile: 'boat.test.js', minTests: 3},
      /2 tests passed, 0 failed, 1 skipped; expected at least 3 to pass\.$/,
    ],
    malformed: [
      {minTest: 3},
      '"minTest" is not known (did you mean "minTests"?); expected one of testFile, command, results, minTests, minCoverage, coverage, description, retries; expected "testFile" or "command"',
    ],
    path: path => ({testFile: path}),
  },
  api_endpoints: {
    files: {'src/boats.ts': ROUTER, 'src/index.ts': MOUNT},
    pass: [
      {endpoints: ['GET /v2/boats/{boat}', 'POST /v2/boats'], files: 'src/boats.ts'},
      /^Defined as GET \/boats\/:id \(src\/boats\.ts:6\)\.$/m,
    ],
    fail: [
      {endpoints: ['GET /v3/boats', 'PUT /v2/boats', 'GET /ships']},
      /^GET \/boats \(src\/boats\.ts:5\) is not mounted under the rest of \/v3\/boats: found no such prefix\.$/,
    ],
    malformed: [
      {endpoints: ['/boats']},
      '"endpoints.0" is "/boats", expected a method and a path, such as "GET /users/:id"',
    ],
    path: path => ({endpoints: ['GET /boats'], files: [path]}),
  },
  react_component_structure: {
    files: {
      'src/Harbour.tsx': `const Pier = () => <p>Don't jump</p>\nexport default function Harbour() {\n  return <Pier />\n}\nexport const depth = (metres: number) => metres > 3\n`,
    },
    pass: [{components: ['Harbour']}, /^Harbour is exported and returns elements \(src\/Harbour\.tsx:2\)\.$/],
    fail: [{components: ['Pier', 'depth', 'Quay']}, /^Pier \(src\/Harbour\.tsx:1\) is not exported\.$/],
    malformed: [{components: [null]}, '"components.0" is null, expected a text'],
    path: path => ({components: ['Harbour'], files: [path]}),
  },
  test_execution: {
    files: {'good.xml': JUNIT(''), 'bad.xml': JUNIT('<failure/>'), 'cov.json': COVERED(89.996)},
    pass: [
      {
        command: 'cp good.xml out.xml; cp cov.json c.json',
        results: 'out.xml',
        minTests: 2,
        minCoverage: 89.9,
        coverage: 'c.json',
      },
      /2 tests passed, 0 failed, 0 skipped\.$/m,
    ],
    fail: [
      {command: 'cp bad.xml out.xml', results: 'out.xml'},
      /1 test passed, 1 failed, 0 skipped: sails\.$/,
    ],
    malformed: [{minCoverage: 101}, '"minCoverage" is 101, expected a percentage, at most 100'],
    path: path => ({command: 'true', results: path}),
  },
  performance_benchmarks: {
    files: {'bench.json': '{"latency": {"p99": 41.5}, "rate.per.second": 900}'},
    pass: [
      {file: 'bench.json', metrics: {'latency.p99': {max: 50}, 'rate.per.second': {min: 500}}},
      /^latency\.p99 is 41\.5, at most 50\.$/m,
    ],
    fail: [
      {file: 'bench.json', metrics: {'latency.p99': {max: 40}}},
      /^latency\.p99 is 41\.5; expected at most 40\.$/,
    ],
    malformed: [
      {metrics: {p99: {}}},
      '"metrics" is {"p99":{}}, expected a mapping of names to {min, max}, or a list of names',
    ],
    path: path => ({file: path, metrics: ['p99']}),
  },
  review: {
    files: {},
    pass: [
      {by: 'the harbour master'},
      /^Waits for somebody to read the changes by the harbour master: `agent-spawn approve TASK`/,
      'manual',
    ],
    fail: [{by: ''}, /malformed/],
    malformed: [{prompt: 'x'}, 'expected "agent" beside "prompt"'],
  },
  approval: {
    files: {},
    pass: [{}, /^Waits for a decision: `agent-spawn approve TASK` or `agent-spawn reject TASK`\.$/, 'manual'],
    fail: [{timeout: '2h'}, /malformed: expected "timeout" and "default" together, or neither/],
    malformed: [{by: 7}, '"by" is 7, expected a text'],
  },
}
