/** A dialog in a few words: its title, its fields and the choices in them. */

import { inputs } from "./form.js";

/** Sketch a view that would open, or the message that would come instead of one. */
export function sketch(view) {
  if (view.type !== "modal") return { title: "", message: view.text, fields: [] };
  const all = inputs(view).map(([block, element]) => ({ label: labelOf(block), element }));
  const choices = all.filter(({ element }) => !isText(element));
  const texts = all.filter(({ element }) => isText(element)).map(({ label }) => label);
  const buttons = view.blocks.map(({ accessory }) => accessory).filter((one) => one?.type === "button");
  const fields = [
    ...choices.map(({ label, element }) => ({ label, options: optionsOf(element) })),
    { label: "To write", options: texts },
    { label: "Buttons", options: buttons.map(({ text }) => text.text) },
  ];
  return { title: view.title.text, message: "", fields: fields.filter(({ options }) => options.length) };
}

const isText = ({ type }) => type === "plain_text_input";
const labelOf = ({ label, text }) => label?.text ?? text?.text ?? "";

function optionsOf(element) {
  if (element.type === "external_select") return ["searched as one types"];
  const groups = element.option_groups ?? [{ options: element.options ?? [] }];
  return groups.flatMap(({ options }) => options.map(({ text }) => text.text));
}
