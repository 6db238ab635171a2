import type { Span } from '../../core/span.ts';
import { childrenOf, walk } from '../../language/compile/positions.ts';
import type { Core, Positions } from '../../machine/code.ts';
import type { Meaning } from '../../policy/conditions/explore.ts';
import { knownTypes, meaningOf } from '../../policy/conditions/meaning.ts';
import type { Policy } from '../../policy/definitions.ts';
import { guardsIn, type Guard } from '../guards/guards.ts';
import { closureOf, namesIn } from './spoken-names.ts';

/** The primitives that reach the world, suspend, branch or end a workflow; what speaks of one of them acts. */
const actingPrimitives = [
  '%request',
  '%effect',
  '%exit',
  '%parallel',
  '%first',
  '%nursery',
] as const;

/** The forms that wait for what runs beside them. */
const othersMatter = ['%while-in', '%lock'] as const;

/** What leaves by another way than returning: code that speaks of it decides where a workflow goes. */
const divertingProcedures = ['raise', 'raise-continuable', 'error', '%guard'] as const;

/** A policy's code as the verifier reads it. */
export interface CodeBase {
  /** The code of a name that the policy's author defined, its library's and generated ones left out. */
  readonly own: (name: string) => Core | undefined;
  /** Whether running what is in the node may act, by the names it speaks of. */
  readonly acts: (node: Core) => boolean;
  readonly globalActs: (name: string) => boolean;
  readonly globalSteers: (name: string) => boolean;
  /** Whether it may act, or raise: where a workflow goes may then depend on it. */
  readonly steers: (node: Core) => boolean;
  /** Whether what is in the node may wait for a phase or a lock, by the names it speaks of. */
  readonly waitsForOthers: (node: Core) => boolean;
  readonly free: (node: Core) => ReadonlySet<number>;
  readonly mutated: (name: string) => ReadonlySet<number>;
  /** The phases that something waits for. */
  readonly milestones: ReadonlySet<string>;
  /** The signals that are kept where they come before something waits for them. */
  readonly kept: ReadonlySet<string>;
  /** A number for the node, the same for the same policy. */
  readonly idOf: (node: Core) => number;
  /** Where the author wrote the node; where a macro made it, the smallest place around it that is the author's. */
  readonly spanOf: (node: Core) => Span;
  /** Whether the author wrote the node where it stands. */
  readonly isPlaced: (node: Core) => boolean;
  readonly definitionOf: (node: Core) => string;
  readonly textAt: (span: Span) => string;
  /** What fields, facts and procedures may answer. */
  readonly meaning: Meaning;
  /** What the comparisons in a test tell of the ways that it may go; undefined where they tell nothing. */
  readonly guardOf: (node: Test) => Guard | undefined;
  /** All tests in what the author defined, decision tables left out: these have checks of their own. */
  readonly guards: () => Iterable<readonly [Test, Guard]>;
}

export type Test = Core & { readonly 0: 'if' };

/** Reads the definitions that the workflows of a policy speak of. */
export function codeBaseOf(policy: Policy): CodeBase {
  const cores = coresOf(policy);
  const own = (name: string): Core | undefined =>
    policy.positions[name] === undefined ? undefined : cores.get(name);
  const { speakers, milestones } = namesIn(cores);
  const acting = closureOf(speakers, new Set<string>(actingPrimitives), () => true);
  const steering = closureOf(
    speakers,
    new Set<string>([...acting, ...divertingProcedures]),
    (name) => own(name) !== undefined,
  );
  const waiting = closureOf(speakers, new Set<string>(othersMatter), () => true);
  const mutated = new Map<string, ReadonlySet<number>>();
  const places = new Places(policy, cores);
  const facts = new Facts(acting, steering);
  const meaning = meaningIn(policy, own, facts);
  const guards = guardsOf(policy, own, facts, meaning);
  return {
    own,
    meaning,
    guardOf: (node) => guards(places.definitionOf(node)).get(node),
    guards: () => Object.keys(policy.positions).flatMap((name) => [...guards(name)]),
    milestones,
    kept: keptIn(policy),
    acts: (node) => facts.of(node).acts,
    globalActs: (name) => acting.has(name),
    globalSteers: (name) => steering.has(name),
    steers: (node) => facts.of(node).steers,
    waitsForOthers: (node) => {
      let found = false;
      walk(node, (part) => {
        found ||= part[0] === 'global' && waiting.has(part[1]);
      });
      return found;
    },
    free: (node) => facts.of(node).free,
    mutated: (name) => {
      const found = mutated.get(name) ?? mutatedIn(cores.get(name));
      mutated.set(name, found);
      return found;
    },
    idOf: (node) => facts.idOf(node),
    spanOf: (node) => places.spanOf(node),
    isPlaced: (node) => places.isPlaced(node),
    definitionOf: (node) => places.definitionOf(node),
    textAt: (span) => places.textAt(span),
  };
}

function meaningIn(
  { definitions, positions }: Policy,
  own: CodeBase['own'],
  facts: Facts,
): Meaning {
  return meaningOf(
    {
      own,
      localName: (name, local) => positions[name]?.locals?.[local] ?? 'a value',
      acts: (name) => facts.of(['global', name]).acts,
    },
    {
      types: knownTypes(definitions),
      levels: definitions.riskModels.flatMap(({ levels }) => levels.map(({ name }) => name)),
      facts: true,
      bare: true,
    },
  );
}

/** The guards of a definition, worked out when they are first asked for. */
function guardsOf(
  { definitions }: Policy,
  own: CodeBase['own'],
  facts: Facts,
  meaning: Meaning,
): (name: string) => ReadonlyMap<Test, Guard> {
  const known = new Map<string, ReadonlyMap<Test, Guard>>(
    definitions.tables.map(({ name }) => [name, new Map()]),
  );
  return (name) => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const core = own(name);
    const acts = (node: Core): boolean => facts.of(node).acts;
    const guards = core === undefined ? new Map() : guardsIn(name, core, meaning, acts);
    known.set(name, guards);
    return guards;
  };
}

function coresOf(policy: Policy): ReadonlyMap<string, Core> {
  const found = new Map<string, Core>();
  for (const [name, hash] of Object.entries(policy.roots)) {
    const core = policy.units[hash]?.defs.find(([defined]) => defined === name)?.[1];
    if (core !== undefined) found.set(name, core);
  }
  return found;
}

function keptIn({ definitions }: Policy): ReadonlySet<string> {
  const requests = definitions.workflows.flatMap((workflow) => workflow.requests);
  return new Set(requests.flatMap(({ name, persistent }) => (persistent ? [name] : [])));
}

function mutatedIn(core: Core | undefined): ReadonlySet<number> {
  const found = new Set<number>();
  if (core !== undefined) walk(core, (node) => node[0] === 'set' && found.add(node[1]));
  return found;
}

interface Fact {
  readonly acts: boolean;
  readonly steers: boolean;
  readonly free: ReadonlySet<number>;
}

const none: ReadonlySet<number> = new Set();

/** What is known of each node by itself, worked out once. */
class Facts {
  private readonly known = new Map<Core, Fact>();
  private readonly ids = new Map<Core, number>();
  private readonly acting: ReadonlySet<string>;
  private readonly steering: ReadonlySet<string>;

  constructor(acting: ReadonlySet<string>, steering: ReadonlySet<string>) {
    this.acting = acting;
    this.steering = steering;
  }

  idOf(node: Core): number {
    const known = this.ids.get(node);
    if (known !== undefined) return known;
    this.ids.set(node, this.ids.size);
    return this.ids.size - 1;
  }

  of(node: Core): Fact {
    const known = this.known.get(node);
    if (known !== undefined) return known;
    const fact = this.factOf(node);
    this.known.set(node, fact);
    return fact;
  }

  private factOf(node: Core): Fact {
    if (node[0] === 'global')
      return { acts: this.acting.has(node[1]), steers: this.steering.has(node[1]), free: none };
    if (node[0] === 'const') return { acts: false, steers: false, free: none };
    if (node[0] === 'ref') return { acts: false, steers: false, free: new Set([node[1]]) };
    const children = childrenOf(node).map((child) => this.of(child));
    return {
      acts: children.some(({ acts }) => acts),
      steers: children.some(({ steers }) => steers),
      free: freeIn(node, children),
    };
  }
}

function freeIn(node: Core, children: readonly Fact[]): ReadonlySet<number> {
  const bound = boundBy(node);
  const [only = none, another] = children.flatMap(({ free }) => (free.size === 0 ? [] : [free]));
  // Most nodes have what one of their parts has: it need not be copied.
  if (another === undefined && node[0] !== 'set' && !bound.some((local) => only.has(local)))
    return only;
  const free = new Set(children.flatMap((child) => [...child.free]));
  for (const local of bound) free.delete(local);
  if (node[0] === 'set') free.add(node[1]);
  return free;
}

/** Locals are numbered once a definition, so that what a node binds is free nowhere else in it. */
function boundBy(node: Core): readonly number[] {
  if (node[0] === 'lambda') return node[2] === null ? node[1] : [...node[1], node[2]];
  return node[0] === 'let' || node[0] === 'letrec' ? node[1].map(([local]) => local) : [];
}

/** Where nodes stand, read from a definition's positions when one of its nodes is asked for. */
class Places {
  private readonly spans = new Map<
    Core,
    { readonly span: Span; readonly placed: boolean; readonly definition: string }
  >();
  private readonly texts: ReadonlyMap<string, string>;

  constructor(policy: Policy, cores: ReadonlyMap<string, Core>) {
    this.texts = new Map(policy.files.map(({ path, text }) => [path, text]));
    const named = new Map(
      [...policy.definitions.workflows].map(({ name, span }) => [name, span] as const),
    );
    for (const [name, positions] of Object.entries(policy.positions)) {
      const core = cores.get(name);
      if (core !== undefined) this.read(name, core, positions, named.get(name));
    }
  }

  spanOf(node: Core): Span {
    return this.spans.get(node)?.span ?? { file: '', start: 0, end: 0 };
  }

  isPlaced(node: Core): boolean {
    return this.spans.get(node)?.placed ?? false;
  }

  definitionOf(node: Core): string {
    return this.spans.get(node)?.definition ?? '';
  }

  textAt({ file, start, end }: Span): string {
    return this.texts.get(file)?.slice(start, end) ?? '';
  }

  private read(name: string, root: Core, { file, offsets }: Positions, whole?: Span): void {
    const first = offsets.findIndex((offset) => offset >= 0);
    const around = whole ?? {
      file,
      start: offsets[first] ?? 0,
      end: offsets[first === -1 ? -1 : first + 1] ?? 0,
    };
    const pending: { readonly node: Core; readonly around: Span }[] = [{ node: root, around }];
    for (let at = 0, next = pending.pop(); next !== undefined; at += 2, next = pending.pop()) {
      const [start = -1, end = -1] = [offsets[at], offsets[at + 1]];
      const placed = start >= 0;
      const span = placed ? { file, start, end } : next.around;
      this.spans.set(next.node, { span, placed, definition: name });
      const children = childrenOf(next.node);
      for (let index = children.length - 1; index >= 0; index -= 1)
        pending.push({ node: children[index]!, around: span });
    }
  }
}
