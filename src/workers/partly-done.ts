/** A write of several parts that ended in the middle. The message is fit for people. */
export class PartlyDone extends Error {}
