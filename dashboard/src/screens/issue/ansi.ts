import Anser from 'anser';

/** A text's parts with their terminal's colours, as classes. Loaded for texts that have any. */
export const coloursOf = (text: string) => Anser.ansiToJson(text, { use_classes: true, remove_empty: true });
