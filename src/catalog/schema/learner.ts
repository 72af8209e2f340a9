import { isObject, type Json } from '../../model/json.ts';
import { isIdentifier } from '../../model/shape.ts';
import { addNumber, addString, mergeStats, newStats, type ShapeStats } from './shape-stats.ts';
import { tagPattern } from './tags.ts';

/** What one body and all bodies of one place may take. */
export interface LearnLimits {
  /** Deepest level that is looked at. */
  readonly depthMax: number;
  /** Values of one body that are looked at. */
  readonly valuesMax: number;
  /** Places that are told apart in all bodies together. */
  readonly placesMax: number;
  /** Names of one object; with more it is a map. */
  readonly namesMax: number;
}
const defaultLimits: LearnLimits = { depthMax: 32, valuesMax: 50_000, placesMax: 5_000, namesMax: 300 };
/** Places that all learners of one service may still make together. */
export interface PlaceBudget {
  left: number;
}
/** Longest name that is one, in characters. */
const nameCharsMax = 64;

interface Task {
  readonly value: Json;
  readonly stats: ShapeStats;
  readonly depth: number;
}

/** Merges the bodies of one operation and status, thousands of them, into counts of constant size. Keeps no value. */
export class SchemaLearner {
  readonly root: ShapeStats = newStats();
  readonly #limits: LearnLimits;
  readonly #budget: PlaceBudget;
  #places = 0;
  #bodies = 0;

  constructor(limits: Partial<LearnLimits> = {}, budget: PlaceBudget = { left: Infinity }) {
    this.#budget = budget;
    this.#limits = { ...defaultLimits, ...limits };
  }

  /** Bodies that were merged. */
  get bodies(): number {
    return this.#bodies;
  }

  see(body: Json): void {
    this.#bodies += 1;
    const stack: Task[] = [{ value: body, stats: this.root, depth: 0 }];
    let left = this.#limits.valuesMax;
    for (let task = stack.pop(); task !== undefined && left > 0; task = stack.pop()) {
      left -= 1;
      this.#value(task, stack);
    }
  }

  #value({ value, stats, depth }: Task, stack: Task[]): void {
    stats.seen += 1;
    if (value === null) stats.nulls += 1;
    else if (typeof value === 'boolean') stats.booleans += 1;
    else if (typeof value === 'number') addNumber(stats, value);
    else if (typeof value === 'string') addString(stats, value);
    else if (Array.isArray(value)) this.#list(value as readonly Json[], { stats, depth }, stack);
    else if (isObject(value)) this.#object(value, { stats, depth }, stack);
  }

  #list(list: readonly Json[], { stats, depth }: Omit<Task, 'value'>, stack: Task[]): void {
    stats.arrays += 1;
    if (list.length === 0 || depth >= this.#limits.depthMax) return;
    stats.items ??= this.#place();
    if (stats.items === undefined) return;
    for (const value of list.slice(0, this.#limits.valuesMax))
      stack.push({ value, stats: stats.items, depth: depth + 1 });
  }

  #object(
    object: { readonly [key: string]: Json | undefined },
    { stats, depth }: Omit<Task, 'value'>,
    stack: Task[],
  ): void {
    stats.objects += 1;
    if (stats.lastBody !== this.#bodies) {
      stats.lastBody = this.#bodies;
      stats.bodies += 1;
    }
    if (depth >= this.#limits.depthMax) return;
    for (const [key, value] of Object.entries(object).slice(0, this.#limits.valuesMax)) {
      const below = this.#below(stats, key);
      if (below !== undefined) stack.push({ value: value ?? null, stats: below, depth: depth + 1 });
    }
  }

  #below(stats: ShapeStats, key: string): ShapeStats | undefined {
    if (!isValue(key)) {
      const known = stats.properties.get(key);
      if (known !== undefined) return known;
      if (stats.properties.size < this.#limits.namesMax) {
        const made = this.#place();
        if (made !== undefined) stats.properties.set(key, made);
        return made;
      }
      this.#becomeMap(stats);
    }
    stats.othersSeen += 1;
    return (stats.others ??= this.#place());
  }

  /** More names than any object has: they are what it is about. */
  #becomeMap(stats: ShapeStats): void {
    if (stats.properties.size === 0 || stats.othersSeen > 0) return;
    stats.others ??= newStats();
    for (const property of stats.properties.values()) {
      stats.othersSeen += property.seen;
      mergeStats(stats.others, property);
    }
    stats.properties.clear();
  }

  #place(): ShapeStats | undefined {
    if (this.#places >= this.#limits.placesMax || this.#budget.left <= 0) return undefined;
    this.#places += 1;
    this.#budget.left -= 1;
    return newStats();
  }
}

/** A key that is data: nobody declares properties of such names, and none is ever written down. */
function isValue(key: string): boolean {
  return key === '' || key.length > nameCharsMax || isIdentifier(key) || tagPattern.test(key) || /[@\s/]/.test(key);
}
