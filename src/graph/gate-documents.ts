// What people read of each type of gate, beside the meaning of its keys, which stands with its shape.

import type {GateType} from './task.ts'

export interface GateDocument {
  /** What it judges, and how far that reaches: whole sentences. */
  readonly about: string
  /** An entry of `validation` in YAML, on one line. */
  readonly example: string
}

export const GATE_DOCUMENTS: {readonly [type in GateType]: GateDocument} = {
  command: {
    about:
      'Shell text, which Markdown plans give as a validation block. Every step must end with exit code 0, unless the plan says that it should fail. The steps share one shell. `rollback` names a command that takes back what the others did: it is run after them, and then they must pass once more.',
    example: '{type: command, command: npm run migrate, rollback: "npm run migrate -- --down"}',
  },
  file_exists: {
    about:
      'The tree holds these names. A directory must not be empty; a link that leads out of the tree counts as nothing.',
    example: '{type: file_exists, paths: [src/boats.ts, "db/*.sql", docs/]}',
  },
  sql_syntax: {
    about:
      'Each file can be read by the parser of PostgreSQL 18, and holds at least one statement. Nothing is run. Files of up to 2 MiB.',
    example: '{type: sql_syntax, files: "db/*.sql"}',
  },
  schema_validation: {
    about:
      'The statements of all files, read one after the other, leave these tables and indexes: what is dropped or renamed later is seen. Migrations that take others back (`.down.sql`, `.rollback.sql`) are left aside.',
    example: '{type: schema_validation, tables: [boats, public.harbours], indexes: [boats_by_name]}',
  },
  typescript_compile: {
    about:
      'The repository’s own `node_modules/.bin/tsc` finds no error in the named files, and did look at them. Errors in other files are told, and not counted: somebody else may be at work there. Files of which no `tsconfig.json` speaks are compiled strictly, for Node.',
    example: '{type: typescript_compile, files: [src/boats/]}',
  },
  zod_schema_validation: {
    about:
      'Each name is exported and is a Zod schema that refuses something. The file is imported, by `tsx` if the repository has it, else by Node.',
    example: '{type: zod_schema_validation, schemas: [Boat], files: src/schemas/}',
  },
  route_definitions: {
    about:
      'The sources define so many HTTP routes. Seen are those of Express, Fastify, Hono, Koa and Elysia (`app.get("/a", …)`), Nest’s decorators, route files of Next, and procedures of tRPC. The text is read, and no server started: routes that are computed are not seen, nor those of other languages; use `command` there.',
    example: '{type: route_definitions, minRoutes: 6, files: src/routes/}',
  },
  unit_tests: {
    about:
      'The tests of one file are run, none fails, and enough pass. No test at all is a failure, and so are results that were there before the run.',
    example: '{type: unit_tests, testFile: src/boats.test.ts, minTests: 8}',
  },
  api_endpoints: {
    about:
      'Routes, as `route_definitions` sees them, answer to each endpoint. A prefix under which a router is mounted (`app.use("/v2", boats)`) must stand somewhere in the tree. Names of parameters do not matter.',
    example: '{type: api_endpoints, endpoints: ["GET /v2/boats/:id", "POST /v2/boats"]}',
  },
  react_component_structure: {
    about:
      'Each component is exported by some file, and returns JSX or calls `createElement`. The text is read, and nothing rendered.',
    example: '{type: react_component_structure, components: [Harbour, BoatList], files: web/src/}',
  },
  test_execution: {
    about:
      'All tests are run, none fails, enough pass, and they cover enough. Without `command` they are those that the default runner finds.',
    example: '{type: test_execution, command: npm test, results: junit.xml, minTests: 30, minCoverage: 80}',
  },
  performance_benchmarks: {
    about: 'Numbers in a JSON file keep within limits. With `command`, that must have written the file.',
    example:
      '{type: performance_benchmarks, command: npm run bench, file: bench.json, metrics: {latency.p99: {max: 50}}}',
  },
  review: {
    about:
      'A person reads the changes, and the task waits in `needs-review` until `agent-spawn approve` or `reject`; or another agent does, in a clone that is thrown away, and what it finds is told to the next try. Whoever did the work cannot review it.',
    example: '{type: review, agent: codex, prompt: Look for races}',
  },
  approval: {
    about: 'A person decides. The task waits in `needs-review` until `agent-spawn approve` or `reject`.',
    example: '{type: approval, description: Go or no-go, timeout: 2h, default: reject}',
  },
}
