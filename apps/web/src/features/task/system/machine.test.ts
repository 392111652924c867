import { expect, it } from "vitest";
import { machineSections } from "./machine";

it("puts one kind of reading of all GPUs into one chart, subjects in order", () => {
  const sections = machineSections({
    ":monitor:machine": ["network_tx_mbs", "cpu_usage", "memory_used_gb", "network_rx_mbs", "fan"],
    ":monitor:gpu": ["gpu_10_utilization", "gpu_2_utilization", "gpu_2_temperature"],
    loss: ["train"],
  });
  expect(sections.map(({ name, charts }) => [name, charts.map(({ title, variants }) => [title, variants])])).toEqual([
    [
      "GPU",
      [
        ["GPU utilization (%)", ["gpu_2_utilization", "gpu_10_utilization"]],
        ["GPU temperature (°C)", ["gpu_2_temperature"]],
      ],
    ],
    [
      "CPU and memory",
      [
        ["CPU (%)", ["cpu_usage"]],
        ["Memory (GB)", ["memory_used_gb"]],
      ],
    ],
    ["Network and disk", [["Network (MB/s)", ["network_rx_mbs", "network_tx_mbs"]]]],
    ["Other", [["fan", ["fan"]]]],
  ]);
});

it("keeps the nodes of one run apart", () => {
  const [section] = machineSections({ ":monitor:machine": ["cpu_usage"], ":monitor:machine:rank1": ["cpu_usage"] });
  expect(section?.charts.map(({ title }) => title)).toEqual(["CPU (%)", "CPU (%) · rank1"]);
});

it("names the lines by what differs between them", () => {
  const sections = machineSections({
    ":monitor:gpu": ["gpu_1_utilization", "gpu_1_mem_used_gb"],
    ":monitor:machine": ["network_rx_mbs", "cpu_usage"],
  });
  expect(sections.flatMap(({ charts }) => charts.map(({ names }) => Object.values(names ?? {})))).toEqual([
    ["GPU 1"],
    ["GPU 1 used"],
    ["usage"],
    ["received"],
  ]);
});
