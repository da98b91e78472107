import { Area, Bar, CartesianGrid, ComposedChart, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { chart } from '../ui/charts.ts';
import { useFormat } from '../ui/format.ts';
import type { Point, Series } from './ChartWithTable.tsx';

/** Lines stand where their moments are; bars stand side by side. */
const trueToTime = { type: 'number', scale: 'time', domain: ['dataMin', 'dataMax'] } as const;

/** Figures over time, as lines that add up or as bars. */
export function TimeChart({ points, series, kind }: { points: readonly Point[]; series: readonly Series[]; kind: 'lines' | 'bars' }) {
  const format = useFormat();
  const data = points.map((point) => ({ ...point, time: Date.parse(point.at) }));
  const first = data[0]?.time ?? 0;
  const last = data.at(-1)?.time ?? first;
  const sameDay = last - first < 20 * 3_600_000;
  const tick = (time: number) => (sameDay ? format.time(new Date(time)) : format.moment(new Date(time)));
  const words = { fontSize: chart.fontSize, fill: chart.text };
  return (
    <ResponsiveContainer width="100%" height={220}>
      <ComposedChart data={data} margin={{ top: 8, right: 12, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid stroke={chart.grid} vertical={false} />
        <XAxis
          dataKey="time"
          {...(kind === 'lines' ? trueToTime : {})}
          tickFormatter={tick}
          tick={words}
          tickLine={false}
          axisLine={{ stroke: chart.grid }}
          minTickGap={48}
        />
        <YAxis
          width={52}
          allowDecimals={false}
          tickFormatter={(value: number) => format.number(value)}
          tick={words}
          tickLine={false}
          axisLine={false}
        />
        <Tooltip
          labelFormatter={(time) => format.dateTime(new Date(Number(time)))}
          formatter={(value) => format.number(Number(value))}
          isAnimationActive={false}
        />
        {series.length > 1 && <Legend wrapperStyle={{ fontSize: chart.fontSize }} />}
        {series.map((one) => (kind === 'lines' ? line(one, data.length < 3) : bar(one)))}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

// plain functions: the chart looks for its parts among its own children
const line = ({ key, name, tone }: Series, dots: boolean) => (
  <Area
    key={key}
    dataKey={key}
    name={name}
    type="monotone"
    stroke={chart[tone]}
    strokeWidth={2}
    fill={chart[tone]}
    fillOpacity={0.08}
    dot={dots}
    isAnimationActive={false}
  />
);

const bar = ({ key, name, tone }: Series) => (
  <Bar key={key} dataKey={key} name={name} fill={chart[tone]} radius={[3, 3, 0, 0]} maxBarSize={28} isAnimationActive={false} />
);
