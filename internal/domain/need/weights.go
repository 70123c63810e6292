package need

// The weights: how many points each part can give. Together they are the whole policy of the ranking; nothing else decides.
// They are whole numbers, so that the parts add up to the score that people see.
//
//	part     points  when
//	item         40  the company offers exactly what is asked, or the teacher does not know yet what to ask
//	             10  it offers other things, but not this
//	profile      15  it welcomes all profiles of the class; 8 for some of them
//	level        10  it welcomes all learning paths of the class; 5 for some of them
//	period       10  every month of the period suits; 5 when some do
//	group        10  the whole group fits at once
//	distance     15  up to 5 km, then straight down to 0 at 40 km; 0 when the distance is not known
//	history      10  it worked with schools of the same subregion: 4 for the first time, 2 for each next
//	fairness     20  nobody asked it in twelve months, straight down to 0 at 6 requests
//	room          5  share of its own ceiling for this item that is left
//	umbrella      0  says through whom it comes; gives no points
const (
	itemExact     = 40
	itemOther     = 10
	profileAll    = 15
	profileSome   = 8
	levelAll      = 10
	levelSome     = 5
	periodAll     = 10
	periodSome    = 5
	groupFits     = 10
	distanceMax   = 15
	distanceNear  = 5_000  // metres
	distanceFar   = 40_000 // metres
	historyFirst  = 4
	historyNext   = 2
	historyMax    = 10
	fairnessMax   = 20
	fairnessUntil = 6 // requests in twelve months
	roomMax       = 5
)

// MaxScore is the highest score there is.
const MaxScore = itemExact + profileAll + levelAll + periodAll + groupFits + distanceMax + historyMax + fairnessMax + roomMax
