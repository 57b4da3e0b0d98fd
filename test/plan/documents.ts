// Documents of every format, for properties that hold of all: the fixtures, and the corpus of real ones where it lies beside the
// repository.

import {existsSync, readdirSync, readFileSync} from 'node:fs'
import type {PlanDocument} from '../../src/plan/format.ts'

const FIXTURES = new URL('fixtures/', import.meta.url)
const CORPUS = new URL('../../../shared/corpus/', import.meta.url)

export const isCorpusThere = existsSync(CORPUS)

const documentsIn = (directory: URL, isOurs: (name: string) => boolean): PlanDocument[] =>
  readdirSync(directory, {recursive: true, encoding: 'utf8'})
    .filter(isOurs)
    .sort()
    .map(file => ({file, text: readFileSync(new URL(file, directory), 'utf8')}))

export const fixtureDocuments = (): PlanDocument[] =>
  documentsIn(FIXTURES, name => /\.(?:md|jsonl|tasks\.json)$/.test(name))

export const corpusDocuments = (): PlanDocument[] =>
  isCorpusThere ? documentsIn(CORPUS, name => /[/\\].*\.(?:md|jsonl?)$/.test(name)) : []
