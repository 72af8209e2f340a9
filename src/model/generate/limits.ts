/** Values of one body, in nodes: what is optional is left out behind it, what is required ends at `hardNodesMax`. */
export const nodesMax = 400;
export const hardNodesMax = 20_000;
/** Text of one body, in characters of its strings: behind it a text is as short as it may be. */
export const charsMax = 200_000;
/** Behind it there is no body: what is required is too large. */
export const hardCharsMax = 500_000;
/** Longest single text, in characters: a schema that asks for more is not met. */
export const textCharsMax = 20_000;
/** Deepest level that gets optional parts, and deepest level at all. */
export const optionalDepthMax = 4;
export const depthMax = 40;
/** Schemas that hold of one value together. */
export const partsMax = 300;
/** Items of one array: a schema that asks for more is not met. */
export const itemsMax = 1_000;
/** Builds of one body: each but the first mends what the one before broke. */
export const roundsMax = 24;
/** Violations of one round that are mended together. */
export const violationsMax = 20;
/** Checks of one value against its schemas. */
export const checksMax = 60_000;
/** Checks of all values that are tried for one body: about a second of CPU. */
export const bodyChecksMax = 400_000;
/** Rounds that may go by without fewer breaches. */
export const idleRoundsMax = 10;
/** Schemas that the shortest ways through a schema are worked out for. */
export const heightsMax = 3_000;
/** Texts tried for one pattern. */
export const textTriesMax = 80;
/** Of them, those that may come out longer than any text may be. */
export const overlongMax = 2;
/** Steps of matching one text. */
export const patternStepsMax = 20_000;
/** Members of an `enum` that are tried. */
export const membersMax = 500;
