// Reads one plan once, in a process of its own, and prints how many milliseconds that took: node once.ts READER FILE

import {readFileSync} from 'node:fs'

/** Loaded before the clock starts. */
const READERS: {readonly [name: string]: () => Promise<(text: string) => unknown>} = {
  'agent-spawn': async () => {
    const {readPlan} = await import('../../src/plan/read.ts')
    const {compile} = await import('../../src/graph/compile.ts')
    return text => {
      const draft = readPlan([{file: 'plan.md', text}])
      if (!draft.ok) throw new Error('the plan cannot be read')
      return compile(draft.value)
    }
  },
  'markdown-it': async () => {
    const {default: MarkdownIt} = await import('markdown-it')
    const markdown = new MarkdownIt()
    return text => markdown.parse(text, {})
  },
  'remark-parse': async () => {
    const {unified} = await import('unified')
    const {default: remarkParse} = await import('remark-parse')
    const markdown = unified().use(remarkParse).freeze()
    return text => markdown.parse(text)
  },
}

const [name = '', file = ''] = process.argv.slice(2)
const load = READERS[name]
if (load === undefined) throw new Error(`no reader "${name}"; there are ${Object.keys(READERS).join(', ')}`)
const read = await load()
const text = readFileSync(file, 'utf8')
const start = performance.now()
read(text)
console.log(performance.now() - start)
