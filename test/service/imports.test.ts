// Which files source files import of one another, by their text.

import {expect, test} from 'vitest'
import {importsOf} from '../../src/service/review/imports.ts'

const of = (path: string, text: string, files: readonly string[]): readonly string[] =>
  importsOf(path, text, new Set(files))

test('scripts: endings that are left out or compiled away, directories, `@/`; nothing that is loaded on demand', () => {
  const files = ['src/a.ts', 'src/b.tsx', 'src/c/index.js', 'src/d.mjs', 'lib/e.ts', 'f.ts', 'src/g.ts']
  const text = `
    import {a} from './a'
    import b, {type B} from "./b.js"
    export * from './c'
    const d = require('./d.mjs')
    await import('../lib/e')
    import '@/g'
    import {f} from '~/f'
    import react from 'react'
    // import {no} from './no'
  `
  expect(of('src/main.ts', text, files)).toEqual([
    'src/a.ts',
    'src/b.tsx',
    'src/c/index.js',
    'src/d.mjs',
    'src/g.ts',
    'f.ts',
  ])
})

test('what is imported for its types alone, and the file itself, are left aside', () => {
  const files = ['a.ts', 'b.ts', 'c.ts', 'main.ts']
  const text = `import type {A} from './a'; export type {B} from './b'; import type from './c'; import './main'`
  expect(of('main.ts', text, files)).toEqual(['c.ts'])
})

test('Python: modules from the top, from `src/`, beside the file and by dots; not those within functions', () => {
  const files = [
    'pkg/__init__.py',
    'pkg/one.py',
    'pkg/sub/two.py',
    'src/lib.py',
    'pkg/beside.py',
    'pkg/three.py',
    'up.py',
  ]
  const text = `import os, lib as library
import pkg.one
from pkg.sub import two as second
from . import beside
from .. import up
from .three import (  # names
    First
)
from pkg import something_defined_there

def f():
    import pkg.sub.two
`
  expect(of('pkg/main.py', text, files)).toEqual([
    'src/lib.py',
    'pkg/one.py',
    'pkg/sub/two.py',
    'pkg/beside.py',
    'up.py',
    'pkg/three.py',
    'pkg/__init__.py',
  ])
})
