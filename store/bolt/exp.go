package bolt
import ("os";"strconv")
var expFill = func() float64 { f,_ := strconv.ParseFloat(os.Getenv("FILL"),64); return f }()
var expPage = func() int { f,_ := strconv.Atoi(os.Getenv("PAGE")); return f }()
