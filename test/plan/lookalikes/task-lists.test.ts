// The task lists of spec-kit, Kiro, cc-sdd and OpenSpec.

import {lookalike} from './lookalike.ts'

lookalike(
  'sk basic',
  `# Tasks: Feature

**Input**: Design documents from \`/specs/001-x/\`
**Prerequisites**: plan.md (required), spec.md

## Phase 1: Setup

- [ ] T001 Create project structure per plan
- [ ] T002 [P] Configure linting in \`eslint.config.js\`

## Phase 2: Foundational

- [ ] T003 Setup DB in src/db.ts (depends on T001)
- [x] T004 [P] Auth in src/auth.ts (depends on T001, T002)

## Phase 3: User Story 1 - Login (Priority: P1)

- [ ] T005 [P] [US1] Model in src/models/user.py
- [ ] T006 [US1] Service in src/services/user.py (depends on T005, T003)

## Dependencies & Execution Order

- Setup before Foundational
`,
  {T001: '', T002: '', T003: 'T001', T004: 'T001 T002', T005: '', T006: 'T005 T003'},
)

lookalike(
  'sk blocks section',
  `# Tasks

## Phase 3.1: Setup
- [ ] T001 Init
- [ ] T002 Deps

## Phase 3.2: Tests
- [ ] T003 [P] Test A
- [ ] T004 [P] Test B

## Phase 3.3: Core
- [ ] T005 Model
- [ ] T006 Endpoint

## Dependencies
- T001 blocks T002
- Tests (T003-T004) before implementation (T005-T006)
- T005 blocks T006

## Parallel Example
\`\`\`
Task: "Test A in tests/a.py"
\`\`\`

## Validation Checklist
- [x] All tests come before implementation
- [x] Parallel tasks independent
`,
  {T001: '', T002: 'T001', T003: '', T004: '', T005: 'T003 T004', T006: 'T003 T004 T005'},
)

lookalike(
  'sk blockedBy bracket',
  `## Phase 1

- [ ] T001 A
- [ ] T002 B [blockedBy: T001]
- [ ] T003 [P] C [blockedBy: T001, T002]
`,
  {T001: '', T002: 'T001', T003: 'T001 T002'},
)

lookalike(
  'sk needs',
  `## Phase 1: X

- [ ] T001 A
- [ ] T002 B
- [ ] T003 C
- [ ] T004 D

## Dependencies

- T002 needs T001
- T003 needs T001-T002
- T004 depends on T003
`,
  {T001: '', T002: 'T001', T003: 'T001 T002', T004: 'T003'},
)

lookalike(
  'sk after/requires',
  `## Phase 1

- [ ] T001 A
- [ ] T002 B — requires T001
- [ ] T003 C (after T002)
- [ ] T004 D (requires T001 and T003)
`,
  {T001: '', T002: 'T001', T003: 'T002', T004: 'T001 T003'},
)

lookalike(
  'sk wrapped',
  `## Phase 1

- [ ] T001 Create a very long thing that
  wraps over lines (see T002)
- [ ] T002 Another long
  thing in app/(app)/[id]/page.tsx
  (depends on T001)
`,
  {T001: '', T002: 'T001'},
)

lookalike(
  'sk zh',
  `# 任务

## 阶段 1：准备

- [ ] T001 创建项目
- [ ] T002 [P] 配置（依赖 T001）
- [ ] T003 实现（依赖 T001、T002）
`,
  {T001: '', T002: 'T001', T003: 'T001 T002'},
)

lookalike(
  'sk ja',
  `# タスク

## フェーズ1: 準備

- [ ] T001 作成
- [ ] T002 設定（T001に依存）
- [ ] T003 実装（依存: T001, T002）
`,
  {T001: '', T002: 'T001', T003: 'T001 T002'},
)

lookalike(
  'sk es',
  `# Tareas

## Fase 1: Preparación

- [ ] T001 Crear
- [ ] T002 Configurar (depende de T001)
- [ ] T003 Probar (depende de T001 y T002)
`,
  {T001: '', T002: 'T001', T003: 'T001 T002'},
)

lookalike(
  'sk de',
  `# Aufgaben

## Phase 1: Vorbereitung

- [ ] T001 Anlegen
- [ ] T002 Einrichten (abhängig von T001)
- [ ] T003 Prüfen (benötigt T001, T002)
`,
  {T001: '', T002: 'T001', T003: 'T001 T002'},
)

lookalike(
  'sk pt',
  `# Tarefas

## Fase 1: Preparação

- [ ] T001 Criar
- [ ] T002 Configurar (depende de T001)
- [ ] T003 Testar (depende de T001 e T002)
`,
  {T001: '', T002: 'T001', T003: 'T001 T002'},
)

lookalike(
  'sk mermaid',
  `## Phase 1

- [ ] T001 A
- [ ] T002 B
- [ ] T003 C

## Dependency Graph

\`\`\`mermaid
graph TD
  T001 --> T002
  T001 & T002 --> T003
\`\`\`
`,
  {T001: '', T002: 'T001', T003: 'T001 T002'},
)

lookalike(
  'sk arrow list',
  `## Phase 1

- [ ] T001 A
- [ ] T002 B
- [ ] T003 C

## Dependencies

- T001 → T002 → T003
`,
  {T001: '', T002: 'T001', T003: 'T002'},
)

lookalike(
  'sk bold ids',
  `## Phase 1: Setup

- [ ] **T001** Create structure
- [ ] **T002** [P] Lint (depends on **T001**)
`,
  {T001: '', T002: 'T001'},
)

lookalike(
  'sk colon ids',
  `## Phase 1: Setup

- [ ] T001: Create structure
- [ ] T002: Lint
  - Depends on: T001
- [ ] T003: Test
  - Dependencies: T001, T002
`,
  {T001: '', T002: 'T001', T003: 'T001 T002'},
)

lookalike(
  'sk neg',
  `## Phase 1

- [ ] T001 A
- [ ] T002 [P] B (independent of T001)
- [ ] T003 C (no dependencies)
`,
  {T001: '', T002: '', T003: ''},
)

lookalike(
  'kiro',
  `# Implementation Plan

- [ ] 1. Set up
  - Do it
  - _Requirements: 1.1, 1.2_

- [x] 2. Models
  - [x] 2.1 User model
    - _Requirements: 2.1_
  - [ ]* 2.2 Tests for user model
    - _Requirements: 2.2, 1.1_

- [ ] 3. Checkpoint - ensure all tests pass
`,
  {'1': '', '2': '', '3': '', '2.1': '', '2.2': ''},
)

lookalike(
  'cc-sdd',
  `# Implementation Plan

- [ ] 1. Foundation
- [ ] 1.1 Schema
  - _Requirements: 1.1_
  - _Boundary: Store_
- [ ] 1.2 (P) API
  - _Requirements: 1.2_
  - _Depends: 1.1_
- [ ] 2. UI
- [ ] 2.1 (P) Form
  - _Requirements: 2.1_
  - _Depends: 1.1, 1.2_
`,
  {'1': '', '2': '', '1.1': '', '1.2': '1.1', '2.1': '1.1 1.2'},
)

lookalike(
  'kiro zh',
  `# 实施计划

- [ ] 1. 基础
  - [ ] 1.1 建表
    - _需求：1.1_
  - [ ] 1.2 接口
    - _需求：1.2_
- [ ] 2. 检查点
`,
  {'1': '', '2': '', '1.1': '', '1.2': ''},
)

lookalike(
  'kiro ja cc-sdd',
  `# 実装計画

- [ ] 1. 基盤
- [ ] 1.1 型定義
  - _要件: 1.1_
- [ ] 1.2 (P) 変換
  - _要件: 1.2_
  - _依存: 1.1_
- [ ] 2. 統合
  - _Depends: 1.1, 1.2_
`,
  {'1': '', '2': '1.1 1.2', '1.1': '', '1.2': '1.1'},
)

lookalike(
  'kiro deps bullets',
  `# Implementation Plan

- [ ] 1. A
  - _Requirements: 1.1_
- [ ] 2. B
  - Depends on: 1
  - _Requirements: 2.1_
- [ ] 3. C
  - **Dependencies:** 1, 2
  - _Requirements: 3_
`,
  {'1': '', '2': '1', '3': '1 2'},
)

lookalike(
  'kiro phases headings',
  `# Tasks

## 1. Core

- [ ] 1.1 A
  - _Requirements: 1.1_
- [ ] 1.2 B
  - _Requirements: 1.1_

## 2. UI

- [ ] 2.1 C
  - _Requirements: 1.2_
`,
  {'1.1': '', '1.2': '', '2.1': ''},
)

lookalike(
  'kiro task prefix',
  `# Implementation Plan

- [ ] Task 1: Set up
  - _Requirements: 1.1_
- [ ] Task 2: Build
  - _Requirements: 1.2_
`,
  {'1': '', '2': ''},
)

lookalike(
  'kiro Validates',
  `# Implementation Plan

- [ ] 1. Engine
  - [ ] 1.1 Parser
    - Write it
    - _Requirements: 1.1_
  - [ ] 1.2 Write property test for parser
    - **Property 1: Round trip**
    - **Validates: Requirements 3.5**
`,
  {'1': '', '1.1': '', '1.2': ''},
)

lookalike(
  'os template',
  `## 1. Setup

- [ ] 1.1 Add model
- [ ] 1.2 Add migration

## 2. API

- [ ] 2.1 Endpoint
- [ ] 2.2 Tests
`,
  {'1.1': '', '1.2': '', '2.1': '', '2.2': ''},
)

lookalike(
  'os inline dep',
  `## 1. Setup
- [x] 1.1 Model
- [ ] 1.2 Migration (depends on 1.1)
## 2. API
- [ ] 2.1 Endpoint (depends on 1.1-1.2)
- [ ] 2.2 Tests (depends on 2.1)
`,
  {'1.1': '', '1.2': '1.1', '2.1': '1.1 1.2', '2.2': '2.1'},
)

lookalike(
  'os bracket',
  `## Tasks

- [ ] [1.1] Model
- [ ] [1.2] Migration
  - depends on: 1.1
- [ ] [2.1] Endpoint [type:security]
  - depends on: 1.1, 1.2
`,
  {'1.1': '', '1.2': '1.1', '2.1': '1.1 1.2'},
)

lookalike(
  'os bold',
  `## 1. Store

- [ ] 1.1 **Model**
  **Dependencies**: none
- [ ] 1.2 **Migration**
  **Dependencies**: 1.1
- [ ] 1.3 **Endpoint**
  **Dependencies**: 1.1, 1.2
`,
  {'1.1': '', '1.2': '1.1', '1.3': '1.1 1.2'},
)

lookalike(
  'os sections deps end',
  `## 1. Store
- [ ] 1.1 Model
- [ ] 1.2 Migration
## 2. API
- [ ] 2.1 Endpoint
## 3. Tests
- [ ] 3.1 Unit

## Dependencies
- 2.1 depends on 1.1 and 1.2
- 3.1 depends on 2.1
`,
  {'1.1': '', '1.2': '', '2.1': '1.1 1.2', '3.1': '2.1'},
)

lookalike(
  'os three level',
  `## 1. Store
- [ ] 1.1 Model
  - [ ] 1.1.1 Fields
  - [ ] 1.1.2 Index
- [ ] 1.2 Migration
`,
  {'1.1': '', '1.1.1': '', '1.1.2': '', '1.2': ''},
)

lookalike(
  'os zh',
  `## 1. 准备
- [ ] 1.1 建表
- [ ] 1.2 迁移（依赖 1.1）
## 2. 接口
- [ ] 2.1 接口（依赖 1.1、1.2）
`,
  {'1.1': '', '1.2': '1.1', '2.1': '1.1 1.2'},
)

lookalike(
  'os PRs repeated',
  `## PR 1: Store

- [ ] 1.1 Model
- [ ] 1.2 Migration (depends on 1.1)

## PR 2: API

- [ ] 1.1 Endpoint
- [ ] 1.2 Tests (depends on 1.1)
`,
  {'PR1/1.1': '', 'PR1/1.2': 'PR1/1.1', 'PR2/1.1': '', 'PR2/1.2': 'PR2/1.1'},
)
