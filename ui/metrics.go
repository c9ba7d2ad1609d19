package ui

import (
	"strconv"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"stanok/engine"
)

// figures collects the engine's statistics when they are asked for.
type figures struct {
	engine *engine.Engine
	intake *answers
}

var (
	eventsDesc     = prometheus.NewDesc("stanok_events_total", "Events that came in, by what became of them: accepted, a repeat of an earlier one, refused for want of room.", []string{"outcome"}, nil)
	answersDesc    = prometheus.NewDesc("stanok_intake_answers_total", "Answers to requests to webhook links, by HTTP status.", []string{"code"}, nil)
	stepsDesc      = prometheus.NewDesc("stanok_steps_total", "Attempts at steps, by how they ended; retrying ones are made again.", []string{"state"}, nil)
	operationsDesc = prometheus.NewDesc("stanok_operations_total", "Operations that ended, by the state they ended in.", []string{"state"}, nil)
	activeDesc     = prometheus.NewDesc("stanok_operations_active_seconds_total", "Working time of the operations that ended, delays not counted.", nil, nil)
	nowDesc        = prometheus.NewDesc("stanok_operations", "Operations now: queued for a worker, running, or waiting for a time.", []string{"state"}, nil)
)

// Describe implements prometheus.Collector.
func (figures) Describe(c chan<- *prometheus.Desc) {
	c <- eventsDesc
	c <- answersDesc
	c <- stepsDesc
	c <- operationsDesc
	c <- activeDesc
	c <- nowDesc
}

// Collect implements prometheus.Collector.
func (f figures) Collect(c chan<- prometheus.Metric) {
	s := f.engine.Stats()
	counter := func(d *prometheus.Desc, v float64, labels ...string) {
		c <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, v, labels...)
	}
	counter(eventsDesc, float64(s.Accepted), "accepted")
	counter(eventsDesc, float64(s.Repeated), "repeated")
	counter(eventsDesc, float64(s.Refused), "refused")
	for status, n := range f.intake.counts() {
		counter(answersDesc, float64(n), strconv.Itoa(status))
	}
	for state, n := range s.Steps {
		counter(stepsDesc, float64(n), string(state))
	}
	for state, n := range s.Ended {
		counter(operationsDesc, float64(n), string(state))
	}
	counter(activeDesc, s.Active.Seconds())
	for state, n := range map[engine.State]int{engine.Queued: s.Ready, engine.Waiting: s.Parked, engine.Running: s.Running} {
		c <- prometheus.MustNewConstMetric(nowDesc, prometheus.GaugeValue, float64(n), string(state))
	}
}

func (u *UI) metrics() echo.HandlerFunc {
	r := prometheus.NewRegistry()
	r.MustRegister(figures{u.Engine, &u.intake}, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return echo.WrapHandler(promhttp.HandlerFor(r, promhttp.HandlerOpts{}))
}
