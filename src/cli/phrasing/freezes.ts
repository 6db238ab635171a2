import { table } from '../table.ts';
import type { Colors } from '../terminal.ts';
import { moment } from './moment.ts';

interface Stretch {
  readonly label: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly source: string;
}

interface Freezes {
  readonly frozen: boolean;
  readonly periods: readonly (Stretch & { readonly kind: string })[];
  readonly windows: readonly Stretch[];
  readonly business_hours: readonly {
    readonly calendar: string;
    readonly open: boolean;
    readonly open_from: string | null;
  }[];
  readonly next_slot: { readonly from: string; readonly to: string | null } | null;
  readonly warnings: readonly string[];
}

export function freezes(view: Freezes, colors: Colors): string {
  const rows = [
    ...view.periods.map((each) => [`${each.kind} freeze`, each.label, ...span(each), each.source]),
    ...view.windows.map((each) => ['window', each.label, ...span(each), each.source]),
  ];
  const slot = view.next_slot;
  return [
    view.frozen ? colors.red('Frozen.') : colors.green('Not frozen.'),
    ...(rows.length === 0 ? [] : [table(colors, ['Kind', 'Name', 'From', 'To', 'Source'], rows)]),
    ...view.business_hours.filter(({ open }) => !open).map(advice),
    slot === null
      ? 'There is no legal slot within two years.'
      : `The earliest legal slot: ${moment(slot.from)}${slot.to === null ? ' on' : ` to ${moment(slot.to)}`}.`,
    ...view.warnings.map((text) => colors.yellow(`warning: ${text}`)),
  ].join('\n');
}

const advice = ({ calendar, open_from: from }: Freezes['business_hours'][number]): string =>
  `Outside the business hours of ${calendar}${from === null ? '' : `, which begin ${moment(from)}`}: this forbids nothing.`;

const span = ({ from, to }: Stretch): readonly [string, string] => [
  from === null ? 'always' : moment(from),
  to === null ? 'open end' : moment(to),
];
