// Test results as JUnit XML, which most runners can write.

import {isFileName} from './file-name.ts'
import type {ReadResults, TestResults} from './notation.ts'
import {attributeOf, elementsOf, parseXml, type XmlElement} from './xml.ts'

export const readJUnit: ReadResults = async text => {
  const root = await parseXml(text)
  if (root === undefined || !('testsuites' in root || 'testsuite' in root)) return undefined
  const suites = [...elementsOf(root, 'testsuites'), ...elementsOf(root, 'testsuite')]
  return resultsOf(suites.flatMap(casesOf).filter(one => !isEmptyFile(one)))
}

/** Suites may stand in suites; the parser bounds how deep. */
const casesOf = (suite: XmlElement): readonly XmlElement[] => [
  ...elementsOf(suite, 'testcase'),
  ...elementsOf(suite, 'testsuite').flatMap(casesOf),
]

/** Node calls a file in which there is no test a test that passes. */
const isEmptyFile = (one: XmlElement): boolean =>
  isFileName(attributeOf(one, 'name')) &&
  attributeOf(one, 'file').endsWith(attributeOf(one, 'name')) &&
  !('failure' in one)

const resultsOf = (cases: readonly XmlElement[]): TestResults => {
  const failed = cases.filter(one => 'failure' in one || 'error' in one)
  const skipped = cases.filter(one => 'skipped' in one && !failed.includes(one)).length
  return {
    passed: cases.length - failed.length - skipped,
    failed: failed.length,
    skipped,
    failures: failed.map(one =>
      [attributeOf(one, 'classname'), attributeOf(one, 'name')].filter(Boolean).join(' '),
    ),
  }
}
