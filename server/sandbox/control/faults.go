package control

import (
	"encoding/json"
	"net/http"

	"memberpulse/server/sandbox/world"
)

// amount is written as a number, or as true for the usual one and false for none.
type amount struct {
	Value int
	On    bool // written as true
}

func (a *amount) UnmarshalJSON(raw []byte) error {
	switch string(raw) {
	case "true":
		a.On = true
		return nil
	case "false", "null":
		return nil
	}
	if json.Unmarshal(raw, &a.Value) != nil {
		return fault("", "wrong_type", "A fault is written as a whole number, or as true or false.")
	}
	return nil
}

func (a amount) or(usual int) int {
	if a.On {
		return usual
	}
	return a.Value
}

// What true stands for.
const (
	usualDelay  = 1000
	usualDouble = 2
	usualWindow = 50
	usualDrop   = 10
	usualPoison = 3
)

func (s *Server) getFaults(w http.ResponseWriter, _ *http.Request) error {
	return s.reply(w, http.StatusOK, s.world.Faults())
}

// putFaults puts exactly the faults given in force: what is left out is off. The seed alone stays when left out.
func (s *Server) putFaults(w http.ResponseWriter, r *http.Request) error {
	var b struct {
		DelayMS     amount `json:"delay_ms"`
		Double      amount `json:"double"`
		Reorder     amount `json:"reorder"`
		DropPercent amount `json:"drop_percent"`
		Outage      amount `json:"outage"`
		Poison      amount `json:"poison"`
		SameTime    bool   `json:"same_time"`
		Seed        uint64 `json:"seed"`
	}
	if err := decode(w, r, &b); err != nil {
		return err
	}
	f, err := s.world.SetFaults(world.Faults{
		DelayMS: b.DelayMS.or(usualDelay), Double: b.Double.or(usualDouble), Reorder: b.Reorder.or(usualWindow),
		DropPercent: b.DropPercent.or(usualDrop), Outage: b.Outage.or(1) > 0, Poison: b.Poison.or(usualPoison), SameTime: b.SameTime, Seed: b.Seed,
	})
	if err != nil {
		return err
	}
	s.deliver.Reseed()
	return s.reply(w, http.StatusOK, f)
}

func (s *Server) getSettings(w http.ResponseWriter, _ *http.Request) error {
	return s.reply(w, http.StatusOK, s.world.Settings())
}

// putSettings changes the settings given and keeps the others.
func (s *Server) putSettings(w http.ResponseWriter, r *http.Request) error {
	var b world.SettingsPatch
	if err := decode(w, r, &b); err != nil {
		return err
	}
	now, err := s.world.ChangeSettings(b)
	if err != nil {
		return err
	}
	return s.reply(w, http.StatusOK, now)
}
