/** One illegal import per rule, and who must report it. */
export interface IllegalImport {
  /** Where the file would stand. */
  file: string;
  code: string;
  /** Rule of .dependency-cruiser.cjs that must fire; undefined where only lint can tell. */
  dependencyRule?: string;
  /** Rule of eslint.config.mjs that must fire; undefined where only the transitive check can tell. */
  lintRule?: string;
  /** Other files the import needs: path → code. */
  with?: Record<string, string>;
}

const imports = '@typescript-eslint/no-restricted-imports';

const target = (file: string): Record<string, string> => ({ [file]: 'export const value = 1;\n' });

/** An import of a value from another layer. */
function reaching(from: string, to: string, rule: string): IllegalImport {
  const layer = (file: string): string => file.split('/')[0]!;
  return {
    file: `src/${from}/illegalTo${to.replaceAll(/[^a-z]/g, '')}.ts`,
    code: `import { value } from '../${to}';\nexport const used = value;\n`,
    lintRule: imports,
    dependencyRule: rule,
    with: target(`${layer(to) === '..' ? to.slice(3) : `src/${to}`}.ts`),
  };
}

const pureLayers = ['config', 'protocol', 'theory', 'engine'];

export const illegalImports: IllegalImport[] = [
  ...pureLayers.flatMap((layer): IllegalImport[] => [
    {
      file: `src/${layer}/illegalNode.ts`,
      code: "import fs from 'node:fs';\nexport const used = fs;\n",
      lintRule: imports,
      dependencyRule: 'pure-no-node',
    },
    {
      file: `src/${layer}/illegalVscode.ts`,
      code: "import * as vscode from 'vscode';\nexport const used = vscode;\n",
      lintRule: imports,
      dependencyRule: 'vscode-in-host-only',
    },
    {
      file: `src/${layer}/illegalPackage.ts`,
      code: "import { Chart } from 'chart.js';\nexport const used = Chart;\n",
      lintRule: imports,
    },
    {
      file: `src/${layer}/illegalGlobal.ts`,
      code: 'export const used = process.pid;\n',
      lintRule: 'no-restricted-globals',
    },
    {
      file: `src/${layer}/illegalClock.ts`,
      code: 'export const used = Date.now();\n',
      lintRule: 'no-restricted-properties',
    },
    {
      file: `src/${layer}/illegalRandom.ts`,
      code: 'export const used = Math.random();\n',
      lintRule: 'no-restricted-properties',
    },
    reaching(layer, 'runs/target', `layer-${layer}`),
    reaching(layer, 'worker/target', `layer-${layer}`),
    reaching(layer, 'host/target', `layer-${layer}`),
    reaching(layer, '../webview/target', `layer-${layer}`),
  ]),
  reaching('config', 'protocol/target', 'layer-config'),
  reaching('config', 'engine/target', 'layer-config'),
  reaching('protocol', 'config/target', 'layer-protocol'),
  reaching('protocol', 'engine/target', 'layer-protocol'),
  reaching('theory', 'protocol/target', 'layer-theory'),
  reaching('theory', 'engine/target', 'layer-theory'),
  reaching('engine', 'config/target', 'layer-engine'),
  reaching('engine', 'protocol/target', 'layer-engine'),
  {
    file: 'src/engine/illegalRuntime.ts',
    code: "import { Tensor } from 'onnxruntime-common';\nexport const used = Tensor;\n",
    lintRule: imports,
  },
  reaching('runs', 'engine/target', 'layer-runs'),
  reaching('runs', 'worker/target', 'layer-runs'),
  reaching('runs', 'host/target', 'layer-runs'),
  reaching('dataFiles', 'engine/target', 'layer-dataFiles'),
  reaching('dataFiles', 'host/target', 'layer-dataFiles'),
  reaching('tensorflow', 'config/target', 'layer-tensorflow'),
  reaching('tensorflow', 'worker/target', 'layer-tensorflow'),
  reaching('worker', 'host/target', 'layer-worker'),
  reaching('worker', 'cli/target', 'layer-worker'),
  reaching('cli', 'engine/target', 'layer-cli'),
  reaching('cli', 'worker/target', 'layer-cli'),
  reaching('cli', 'host/target', 'layer-cli'),
  reaching('host', 'theory/target', 'layer-host'),
  reaching('host', 'engine/target', 'layer-host'),
  reaching('host', 'worker/target', 'layer-host'),
  reaching('host', 'cli/target', 'layer-host'),
  ...['runs', 'tensorflow', 'worker', 'cli'].map((layer) => ({
    file: `src/${layer}/illegalVscode.ts`,
    code: "import * as vscode from 'vscode';\nexport const used = vscode;\n",
    lintRule: imports,
    dependencyRule: 'vscode-in-host-only',
  })),
  {
    file: 'webview/illegalLayer.ts',
    code: "import { value } from '../src/config/target';\nexport const used = value;\n",
    lintRule: imports,
    dependencyRule: 'webview-protocol-and-theory-only',
    with: target('src/config/target.ts'),
  },
  {
    file: 'webview/illegalEngine.ts',
    code: "import { value } from '../src/engine/theory/target';\nexport const used = value;\n",
    lintRule: imports,
    dependencyRule: 'webview-protocol-and-theory-only',
    with: target('src/engine/theory/target.ts'),
  },
  {
    file: 'webview/illegalNode.ts',
    code: "import fs from 'node:fs';\nexport const used = fs;\n",
    lintRule: imports,
    dependencyRule: 'pure-no-node',
  },
  {
    file: 'src/host/runReader/thread.ts',
    code: "import { value } from './between';\nexport const used = value;\n",
    dependencyRule: 'vscode-not-in-reader-thread',
    with: {
      'src/host/runReader/between.ts':
        "import * as vscode from 'vscode';\nexport const value = vscode;\n",
    },
  },
  {
    file: 'src/runs/illegalCycle.ts',
    code: "import { value } from './back';\nexport const used = value;\n",
    dependencyRule: 'no-cycles',
    with: {
      'src/runs/back.ts': "import { used } from './illegalCycle';\nexport const value = used;\n",
    },
  },
  {
    file: 'src/runs/illegalOrphan.ts',
    code: 'export const used = 1;\n',
    dependencyRule: 'no-orphans',
  },
  {
    file: 'src/runs/illegalDefault.ts',
    code: 'export default 1;\n',
    lintRule: 'no-restricted-syntax',
  },
  {
    file: 'src/runs/illegalConsole.ts',
    code: "console.log('');\n",
    lintRule: 'no-console',
  },
];
