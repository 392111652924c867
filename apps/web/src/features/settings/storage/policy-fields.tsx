import type { Policies, PolicyName } from "@limpid/core/storage/policies-schema";
import { type ReactNode, useId } from "react";
import { Checkbox, Switch } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";

/** The policies, each with a switch and its numbers in a sentence. */
export function PolicyFields({ policies, onChange }: { policies: Policies; onChange: (policies: Policies) => void }) {
  const published = useId();
  const set =
    <Name extends PolicyName>(name: Name) =>
    (change: Partial<Policies[Name]>) =>
      onChange({ ...policies, [name]: { ...policies[name], ...change } });
  const days = (name: PolicyName) => (
    <NumberField
      label={`${name}: days`}
      value={policies[name].days}
      min={1}
      max={36_500}
      disabled={!policies[name].enabled}
      onChange={(value) => set(name)({ days: value })}
    />
  );
  return (
    <div className="flex flex-col">
      <Row label="Delete logs" isOn={policies.logs.enabled} onToggle={(enabled) => set("logs")({ enabled })}>
        of runs that ended more than {days("logs")} days ago
      </Row>
      <Row label="Thin scalars" isOn={policies.scalars.enabled} onToggle={(enabled) => set("scalars")({ enabled })}>
        of archived runs, unchanged for {days("scalars")} days, to{" "}
        <NumberField
          label="scalars: points"
          value={policies.scalars.points}
          min={4}
          max={1_000_000}
          disabled={!policies.scalars.enabled}
          onChange={(points) => set("scalars")({ points })}
        />{" "}
        points a curve; peaks and ends stay
      </Row>
      {(["images", "plots"] as const).map((name) => (
        <Row
          key={name}
          label={name === "images" ? "Delete debug images" : "Delete plots"}
          isOn={policies[name].enabled}
          onToggle={(enabled) => set(name)({ enabled })}
        >
          of runs that ended more than {days(name)} days ago, but the newest{" "}
          <NumberField
            label={`${name}: iterations`}
            value={policies[name].iterations}
            min={1}
            max={1_000_000}
            disabled={!policies[name].enabled}
            onChange={(iterations) => set(name)({ iterations })}
          />{" "}
          iterations of each variant
        </Row>
      ))}
      <label htmlFor={published} className="flex items-center gap-2 py-2.5 text-sm">
        <Checkbox
          id={published}
          checked={policies.published}
          onCheckedChange={(checked) => onChange({ ...policies, published: checked })}
        />
        Published runs too
      </label>
    </div>
  );
}

function Row(props: { label: string; isOn: boolean; onToggle: (isOn: boolean) => void; children: ReactNode }) {
  return (
    <div className="flex items-start gap-3 border-b border-line py-2.5 text-sm">
      <Switch aria-label={props.label} checked={props.isOn} onCheckedChange={props.onToggle} className="mt-1" />
      <div className="flex min-w-0 flex-wrap items-center gap-x-1.5 gap-y-1 leading-7">
        <span className="font-medium">{props.label}</span>
        {props.children}
      </div>
    </div>
  );
}

function NumberField(props: {
  label: string;
  value: number;
  min: number;
  max: number;
  disabled: boolean;
  onChange: (value: number) => void;
}) {
  return (
    <Input
      type="number"
      aria-label={props.label}
      // An emptied field is NaN: it shows empty, and the form is not valid.
      value={Number.isNaN(props.value) ? "" : props.value}
      required
      min={props.min}
      max={props.max}
      step={1}
      disabled={props.disabled}
      onChange={(event) => props.onChange(event.target.valueAsNumber)}
      className="inline-block h-7 w-20 tabular"
    />
  );
}
