import type {
  Definitions,
  Extent,
  FreezeDefinition,
  WindowDefinition,
} from '../../src/policy/definitions.ts';
import type { PolicyText } from '../../src/risk/source.ts';

const span = { file: 'rules/test.scm', start: 0, end: 1 };

export const noDefinitions: Definitions = {
  workflows: [],
  riskModels: [],
  rules: [],
  tables: [],
  calendars: [],
  freezes: [],
  windows: [],
  systems: [],
  roles: [],
  access: [],
  tests: [],
};

const noExtent: Extent = {
  from: null,
  to: null,
  recurs: null,
  at: null,
  length: null,
  calendar: null,
};
const everything = { systems: null, environments: null, types: null };

type Loose<T extends { extent: Extent; covers: unknown }> = Partial<
  Omit<T, 'extent' | 'covers'>
> & {
  extent?: Partial<Extent>;
  covers?: Partial<FreezeDefinition['covers']>;
};

export const freeze = (given: Loose<FreezeDefinition>): FreezeDefinition => ({
  name: 'stop',
  doc: null,
  span,
  freeze: 'full',
  override: [],
  ...given,
  extent: { ...noExtent, ...given.extent },
  covers: { ...everything, ...given.covers },
});

export const window = (given: Loose<WindowDefinition>): WindowDefinition => ({
  name: 'release',
  doc: null,
  span,
  ...given,
  extent: { ...noExtent, ...given.extent },
  covers: { ...everything, ...given.covers },
});

export const calendar = (
  name: string,
  timeZone: string,
  hours: Definitions['calendars'][number]['hours'] = [],
  holidays: readonly string[] = [],
): Definitions['calendars'][number] => ({
  name,
  doc: null,
  span,
  timeZone,
  hours,
  holidays: holidays.map((date) => ({ date, label: date })),
});

export const policyOf = (definitions: Partial<Definitions>): PolicyText => ({
  definitions: { ...noDefinitions, ...definitions },
  files: [{ path: 'rules/test.scm', text: ' ' }],
});
